import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP link that can be cut and mended: what stands behind it is away, and comes back. */
export class BreakableLink {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #target = { host: '127.0.0.1', port: 0 };
  #port = 0;

  /** The URL that leads to `url` through this link. */
  async to(url: string): Promise<string> {
    const target = new URL(url);
    this.#target = { host: target.hostname, port: Number(target.port) };
    await this.mend();
    target.host = `127.0.0.1:${this.#port}`;
    return target.href;
  }

  cut(): void {
    this.#server?.close();
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  async mend(): Promise<void> {
    if (this.#server !== undefined || this.#target.port === 0) return;
    const server = createServer((socket) => this.#join(socket));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  close(): void {
    this.cut();
  }

  #join(near: Socket): void {
    const far = connect(this.#target);
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}
