import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher, fetch as undiciFetch } from 'undici';
import type { Networks } from './networks.ts';

/** A connection that the networks do not allow: nothing was sent. */
export class AddressRefused extends Error {
  readonly code = 'ERR_ADDRESS_REFUSED';

  constructor(host: string, refusal: string) {
    super(`No connection to ${host}: ${refusal}`);
    this.name = 'AddressRefused';
  }
}

export interface OutboundOptions {
  /** Resolves names; the system's resolver where nothing is said. */
  readonly lookup?: LookupFunction;
}

const CONNECTIONS = 64;
const CONNECT_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 10_000;

/**
 * Connections to whatever a configuration names: providers, webhooks, judging models, sources of metrics. An address is
 * checked when it is connected to, each time: that a name stood for another one before says nothing.
 */
export class Outbound {
  readonly #networks: Networks;
  readonly #agent: Agent;
  /** How a pool of undici connects. */
  readonly connect: buildConnector.connector;

  constructor(networks: Networks, { lookup = lookUp }: OutboundOptions = {}) {
    this.#networks = networks;
    const options = { timeout: CONNECT_TIMEOUT_MS, allowH2: false, lookup: this.#allowedOf(lookup) };
    const connector = buildConnector(options);
    this.connect = (target, callback) => {
      const refused = this.refusal(target.hostname);
      if (refused !== undefined) callback(refused, null);
      else connector(target, callback);
    };
    this.#agent = new Agent({
      connect: this.connect,
      connections: CONNECTIONS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      allowH2: false,
    });
  }

  /** Of those who call seldom: connections of their own, so that a slow one takes none from providers. */
  get dispatcher(): Dispatcher {
    return this.#agent;
  }

  /** Why no connection goes to the host, where that is known before its name is looked up. */
  refusal(hostname: string): AddressRefused | undefined {
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) === 0) return undefined;
    const refusal = this.#networks.refusalOf(host);
    return refusal === undefined ? undefined : new AddressRefused(host, refusal);
  }

  /** As the global one, within the networks; an answer that redirects is returned and not followed. */
  readonly fetch: typeof fetch = (input, init) => {
    const options = { ...init, redirect: 'manual', dispatcher: this.#agent } as Parameters<typeof undiciFetch>[1];
    return undiciFetch(input as string, options);
  };

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  /** A lookup that knows no other addresses than those allowed, so that what is checked is what is connected to. */
  #allowedOf(lookup: LookupFunction): LookupFunction {
    return (hostname, options, callback) => {
      lookup(hostname, { ...options, all: true }, (error, found) => {
        if (error !== null) return callback(error, '', 0);
        const addresses = found as unknown as readonly LookupAddress[];
        const allowed = addresses.filter(({ address }) => this.#networks.refusalOf(address) === undefined);
        const [first] = allowed;
        if (first === undefined) {
          const [address] = addresses;
          const refusal = address === undefined ? 'it has no address' : this.#networks.refusalOf(address.address);
          return callback(new AddressRefused(hostname, refusal ?? ''), '', 0);
        }
        if (options.all === true) callback(null, [...allowed]);
        else callback(null, first.address, first.family);
      });
    };
  }
}
