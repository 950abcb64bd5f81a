import { readFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { TidegateError } from '../core/errors.ts';
import type { Config, TemporalTls } from './config.ts';
import { payloadConversion } from './payload-encryption.ts';

/** What `Connection.connect` and the worker's `NativeConnection.connect` both take. */
export interface TemporalConnectionOptions {
  readonly address: string;
  readonly apiKey?: string;
  readonly tls?: TlsOptions | true;
}

interface TlsOptions {
  readonly serverRootCACertificate?: Buffer;
  readonly clientCertPair?: { readonly crt: Buffer; readonly key: Buffer };
}

const CONNECT_TIMEOUT_MS = 5_000;

/** How this process reaches Temporal: at `TEMPORAL_ADDRESS`, else at the development server of this machine. */
export function temporalConnectionOptions(config: Config): TemporalConnectionOptions {
  const { address, apiKey, tls } = config.temporal;
  return {
    address: address ?? `127.0.0.1:${config.ports.temporal}`,
    ...(apiKey !== undefined && { apiKey }),
    ...(tls !== undefined && { tls: tlsOptions(tls) }),
  };
}

/**
 * A client of the configured namespace. Whoever has it closes `client.connection`.
 * @throws TidegateError `unavailable` where Temporal does not answer
 */
export async function connectTemporal(config: Config, connectTimeoutMs = CONNECT_TIMEOUT_MS): Promise<Client> {
  const options = temporalConnectionOptions(config);
  const { tls, ...rest } = options;
  try {
    const connection = await Connection.connect({
      ...rest,
      ...(tls !== undefined && { tls }),
      connectTimeout: connectTimeoutMs,
    });
    const { namespace, payloadKeys } = config.temporal;
    return new Client({ connection, namespace, ...payloadConversion(payloadKeys) });
  } catch (cause) {
    const message = `Temporal can not be reached at ${options.address}: check TEMPORAL_ADDRESS and that it runs.`;
    throw new TidegateError('unavailable', message, { cause });
  }
}

function tlsOptions(tls: TemporalTls): TlsOptions | true {
  const { serverCaFile, clientCertFile, clientKeyFile } = tls;
  if ((clientCertFile === undefined) !== (clientKeyFile === undefined)) {
    const message = 'TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH go together: give both or none.';
    throw new TidegateError('invalid_input', message);
  }
  const options = {
    ...(serverCaFile !== undefined && {
      serverRootCACertificate: readFile('TEMPORAL_TLS_SERVER_CA_CERT_PATH', serverCaFile),
    }),
    ...(clientCertFile !== undefined &&
      clientKeyFile !== undefined && {
        clientCertPair: {
          crt: readFile('TEMPORAL_TLS_CLIENT_CERT_PATH', clientCertFile),
          key: readFile('TEMPORAL_TLS_CLIENT_KEY_PATH', clientKeyFile),
        },
      }),
  };
  return Object.keys(options).length === 0 ? true : options;
}

function readFile(variable: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new TidegateError('invalid_input', `${variable} names ${path}, which can not be read.`, { cause });
  }
}
