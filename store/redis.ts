import { createClient, type RedisClientType } from '@redis/client';

export type Redis = RedisClientType;

export interface RedisOptions {
  readonly url: string;
  /** Told once for each time that the connection is lost, or cannot be made. */
  readonly onLost: (error: unknown) => void;
}

const CONNECT_TIMEOUT_MS = 2_000;
const COMMAND_TIMEOUT_MS = 1_000;
const RECONNECT_MS = 500;
const MAX_WAITING = 10_000;

/** A connection that is made, and made again, behind the scenes. While there is none, every command fails at once. */
export function openRedis({ url, onLost }: RedisOptions): Redis {
  let lost = false;
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_WAITING,
    commandOptions: { timeout: COMMAND_TIMEOUT_MS },
    socket: { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: () => RECONNECT_MS },
  });
  client.on('error', (error: unknown) => {
    if (!lost) onLost(error);
    lost = true;
  });
  client.on('ready', () => (lost = false));
  client.connect().catch((error: unknown) => onLost(error));
  return client;
}
