import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import type { Config } from '../platform/config.ts';
import { payloadConversion } from '../platform/payload-encryption.ts';
import { temporalConnectionOptions } from '../platform/temporal.ts';
import { GRPC_STATUS } from './releases/grpc-status.ts';

const { delayFunction, retryableDecider } = defaultGrpcRetryOptions();
/** Somebody waits for the answer: a Temporal that is away is tried again for about a second, not for ten. */
const MOST_TRIES_WHEN_AWAY = 5;

const retryInterceptor = makeGrpcRetryInterceptor({
  delayFunction,
  retryableDecider: (attempt, result) =>
    retryableDecider(attempt, result) && (result.code !== GRPC_STATUS.unavailable || attempt < MOST_TRIES_WHEN_AWAY),
});

/** A client that connects at its first call: the control plane starts, reads and rolls back while Temporal is away. */
export function lazyTemporal(config: Config): Client & { readonly connection: Connection } {
  const { tls, ...options } = temporalConnectionOptions(config);
  const connection = Connection.lazy({
    ...options,
    ...(tls !== undefined && { tls }),
    interceptors: [retryInterceptor],
  });
  const { namespace, payloadKeys } = config.temporal;
  return new Client({ connection, namespace, ...payloadConversion(payloadKeys) }) as Client & {
    readonly connection: Connection;
  };
}
