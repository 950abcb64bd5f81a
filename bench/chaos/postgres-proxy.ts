import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Transform, type TransformCallback } from 'node:stream';
import type { ClientName } from './schedule.ts';

/** What happens to the connections of one client. */
export type Disturbance =
  { readonly kind: 'cut' } | { readonly kind: 'freeze' } | { readonly kind: 'delay'; readonly delayMs: number };

/**
 * Stands between the stack and Postgres, on loopback. It knows whose a connection is by the `application_name` of its
 * startup message, so it can disturb the gateway's and leave the others alone.
 */
export class PostgresProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #disturbed = new Map<string, Disturbance>();

  constructor(target: number) {
    this.#server = createServer((client) => this.#accept(client, target));
  }

  /** @returns the port */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
    return address.port;
  }

  disturb(client: ClientName, disturbance: Disturbance): void {
    this.#disturbed.set(client, disturbance);
    if (disturbance.kind !== 'cut') return;
    for (const link of this.#links) if (link.name === client) link.close();
  }

  relieve(client: ClientName): void {
    this.#disturbed.delete(client);
  }

  async close(): Promise<void> {
    this.#disturbed.clear();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const link of this.#links) link.close();
    await closed;
  }

  #accept(client: Socket, target: number): void {
    client.on('error', () => client.destroy());
    client.once('data', (startup) => {
      const name = applicationName(startup);
      if (this.#disturbed.get(name)?.kind === 'cut') {
        client.destroy();
        return;
      }
      client.pause();
      const link = new Link(name, client, connect({ host: '127.0.0.1', port: target }), () =>
        this.#disturbed.get(name),
      );
      this.#links.add(link);
      client.once('close', () => this.#links.delete(link));
      link.open(startup);
    });
  }
}

const LOOK_EVERY_MS = 20;

/** One connection, both ways. */
class Link {
  readonly name: string;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #disturbance: () => Disturbance | undefined;

  constructor(name: string, client: Socket, server: Socket, disturbance: () => Disturbance | undefined) {
    this.name = name;
    this.#client = client;
    this.#server = server;
    this.#disturbance = disturbance;
    for (const end of [client, server])
      end
        .setNoDelay(true)
        .on('error', () => this.close())
        .on('close', () => this.close());
  }

  open(startup: Buffer): void {
    const up = this.#hinder();
    up.pipe(this.#server);
    up.write(startup);
    this.#client.pipe(up);
    this.#server.pipe(this.#hinder()).pipe(this.#client);
  }

  close(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  #hinder(): Transform {
    const hinder = new Hinder(this.#disturbance);
    hinder.on('error', () => this.close());
    return hinder;
  }
}

/** Passes each piece on when nothing is in its way, in order. */
class Hinder extends Transform {
  readonly #disturbance: () => Disturbance | undefined;

  constructor(disturbance: () => Disturbance | undefined) {
    super();
    this.#disturbance = disturbance;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    void this.#pass(piece, done);
  }

  async #pass(piece: Buffer, done: TransformCallback): Promise<void> {
    const present = this.#disturbance();
    if (present?.kind === 'delay') await delay(present.delayMs);
    while (this.#disturbance()?.kind === 'freeze') await delay(LOOK_EVERY_MS);
    done(undefined, piece);
  }
}

/** Of a startup message: its length, the protocol, then names and values that end in zeros. */
export function applicationName(startup: Buffer): string {
  const words = startup.subarray(8).toString('utf8').split('\0');
  const at = words.findIndex((word, index) => index % 2 === 0 && word === 'application_name');
  return at < 0 ? '' : (words[at + 1] ?? '');
}
