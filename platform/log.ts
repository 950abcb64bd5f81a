import { pino } from 'pino';
import type { LogConfig } from './config.ts';

export type Logger = pino.Logger;

/** Fields that never reach a log, wherever they stand in the first three levels of what is logged. */
const SECRET_FIELDS = [
  'authorization',
  'Authorization',
  'apiKey',
  'api_key',
  'adminToken',
  'token',
  'password',
  'secret',
  'cookie',
  'databaseUrl',
  '["x-api-key"]',
  '["api-key"]',
];

/** JSON lines on standard output; `name` is the process (`gateway`, `control`, `worker`). */
export function createLogger(name: string, config: LogConfig, destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    name,
    level: config.level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_FIELDS.flatMap(atThreeLevels), censor: '[redacted]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function atThreeLevels(field: string): string[] {
  const below = field.startsWith('[') ? field : `.${field}`;
  return [field, `*${below}`, `*.*${below}`];
}
