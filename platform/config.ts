import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { parseDuration } from '../core/duration.ts';
import { TidegateError } from '../core/errors.ts';
import { networksOf } from './outbound/networks.ts';
import { OIDC_VARIABLES, type OidcConfig, oidcConfig } from './oidc-config.ts';
import { parsePayloadKeys, type PayloadKey, payloadKeysText } from './payload-keys.ts';
import { OTLP_VARIABLES, type OtlpConfig, otlpConfig } from './telemetry/otlp-config.ts';

/** What the processes of tidegate read from the environment. Nothing else reads it. */
export interface Config {
  /** What every server listens on. */
  readonly host: string;
  readonly ports: Ports;
  /** Absolute path; holds all state of a development stack. */
  readonly dataDir: string;
  /** Absolute path; holds what may be deleted at any time, such as the Temporal binary. */
  readonly cacheDir: string;
  /** Absolute path of the YAML file with providers and routes. */
  readonly configFile: string | undefined;
  readonly adminToken: string | undefined;
  /** What the command line calls the control API with, before the admin token. */
  readonly token: string | undefined;
  readonly apiKey: string | undefined;
  readonly databaseUrl: string | undefined;
  /** Of the role that owns the tables: it migrates them. `databaseUrl` where the processes share one role. */
  readonly ownerDatabaseUrl: string | undefined;
  /** Where replicas share counters and cached answers; without it, counters are in Postgres. */
  readonly redisUrl: string | undefined;
  readonly temporal: TemporalConfig;
  /** Where the command line finds a running stack. */
  readonly gatewayUrl: string;
  readonly controlUrl: string;
  /** Where browsers reach the control plane: a sign-in comes back there. */
  readonly publicUrl: string;
  /** Absent where people use tokens alone. */
  readonly oidc: OidcConfig | undefined;
  readonly simulatorUrl: string;
  readonly log: LogConfig;
  /** Where the worker serves its Prometheus metrics, `host:port`; nowhere without it. */
  readonly workerMetricsAddress: string | undefined;
  readonly retention: RetentionConfig;
  readonly admission: AdmissionConfig;
  /** What else than public addresses a configuration may have connections made to; see `networksOf`. */
  readonly outboundNetworks: readonly string[];
  /** Absent where calls are not exported. */
  readonly otlp: OtlpConfig | undefined;
}

/** How long what is kept, ms: calls, captured bodies, and the statistics of releases that have ended. */
export interface RetentionConfig {
  readonly tracesMs: number;
  readonly bodiesMs: number;
  readonly evidenceMs: number;
}

/** What one gateway replica holds at once; its own defaults where nothing is said. */
export interface AdmissionConfig {
  readonly openCalls: number | undefined;
  readonly bodyBytes: number | undefined;
}

export interface Ports {
  readonly gateway: number;
  readonly control: number;
  readonly temporal: number;
  readonly temporalUi: number;
  readonly postgres: number;
  readonly simulator: number;
}

export interface TemporalConfig {
  /** `host:port` of a Temporal service that is not ours; without it, the development server's. */
  readonly address: string | undefined;
  readonly namespace: string;
  /** The base of the links into the Temporal UI. */
  readonly uiUrl: string;
  readonly apiKey: string | undefined;
  readonly tls: TemporalTls | undefined;
  /** The first encrypts what goes into histories, each of them decrypts; histories are plain where there is none. */
  readonly payloadKeys: readonly PayloadKey[];
}

/** An empty object is TLS with the system's authorities. */
export interface TemporalTls {
  readonly serverCaFile?: string;
  readonly clientCertFile?: string;
  readonly clientKeyFile?: string;
}

export interface LogConfig {
  readonly level: (typeof LOG_LEVELS)[number];
}

/** A secret by reference, as the configuration file has it: the name of an environment variable. */
export interface SecretReference {
  readonly env: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that changes each port, for error messages. */
export const PORT_VARIABLES = {
  gateway: 'TIDEGATE_GATEWAY_PORT',
  control: 'TIDEGATE_CONTROL_PORT',
  temporal: 'TIDEGATE_TEMPORAL_PORT',
  temporalUi: 'TIDEGATE_TEMPORAL_UI_PORT',
  postgres: 'TIDEGATE_POSTGRES_PORT',
  simulator: 'TIDEGATE_SIMULATOR_PORT',
} as const satisfies Record<keyof Ports, string>;

const MEGABYTE = 1024 * 1024;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

const port = (byDefault: number) =>
  z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, {
      error: 'must be a port between 1 and 65535',
    })
    .transform(Number)
    .default(byDefault);
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const secret = z.string().regex(/^[\x21-\x7e]+$/, 'must be printable characters without spaces');

const duration = (byDefault: string) =>
  z
    .string()
    .default(byDefault)
    .transform((text, context) => {
      const durationMs = parseDuration(text) ?? 0;
      if (durationMs < 3_600_000) context.addIssue('must be a duration of an hour or more, such as 30d');
      return durationMs;
    });

const count = (least: number, most: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: `must be a whole number between ${least} and ${most}`,
    })
    .transform(Number)
    .optional();

/** What is read of the environment; docs/reference/configuration.md is made of it. */
export const environmentSchema = z.object({
  ...OTLP_VARIABLES,
  ...OIDC_VARIABLES,
  TIDEGATE_HOST: z.string().default('127.0.0.1'),
  TIDEGATE_GATEWAY_PORT: port(8080),
  TIDEGATE_CONTROL_PORT: port(8090),
  TIDEGATE_TEMPORAL_PORT: port(7233),
  TIDEGATE_TEMPORAL_UI_PORT: port(8233),
  TIDEGATE_POSTGRES_PORT: port(5433),
  TIDEGATE_SIMULATOR_PORT: port(8099),
  TIDEGATE_DATA_DIR: z.string().default('.tidegate'),
  TIDEGATE_CACHE_DIR: z.string().optional(),
  XDG_CACHE_HOME: z.string().optional(),
  TIDEGATE_CONFIG: z.string().optional(),
  TIDEGATE_ADMIN_TOKEN: secret.optional(),
  TIDEGATE_TOKEN: secret.optional(),
  TIDEGATE_API_KEY: secret.optional(),
  TIDEGATE_GATEWAY_URL: httpUrl.optional(),
  TIDEGATE_CONTROL_URL: httpUrl.optional(),
  TIDEGATE_PUBLIC_URL: httpUrl.optional(),
  TIDEGATE_SIMULATOR_URL: httpUrl.optional(),
  TIDEGATE_TEMPORAL_UI_URL: httpUrl.optional(),
  TIDEGATE_WORKER_METRICS_ADDRESS: z
    .string()
    .regex(/^(\[[0-9a-f:]+\]|[0-9.]+):\d{1,5}$/i, 'must be an IP address and a port, such as 0.0.0.0:9464')
    .optional(),
  TIDEGATE_TRACE_RETENTION: duration('30d'),
  TIDEGATE_BODY_RETENTION: duration('7d'),
  TIDEGATE_EVIDENCE_RETENTION: duration('90d'),
  TIDEGATE_MAX_OPEN_CALLS: count(1, 1_000_000),
  // One body of 20 MB must find room.
  TIDEGATE_MAX_BODY_MB: count(20, 1_000_000),
  TIDEGATE_PAYLOAD_KEYS: z
    .string()
    .transform((text, context) => {
      const keys = parsePayloadKeys(text);
      if (keys === undefined) context.addIssue('must be a name and 32 bytes in base64, such as k1:…, for each key');
      return keys ?? [];
    })
    .optional(),
  TIDEGATE_OUTBOUND_NETWORKS: z.string().optional(),
  TIDEGATE_LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/database' })
    .optional(),
  TIDEGATE_OWNER_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/database' })
    .optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must look like redis://user:password@host:6379' }).optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^(\[[0-9a-f:]+\]|[^\s:/]+):\d{1,5}$/i, 'must look like host:7233')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: z.enum(['true', 'false'], { error: 'must be true or false' }).optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().optional(),
});

type ParsedEnvironment = z.output<typeof environmentSchema>;

/**
 * The configuration that the environment describes.
 * @throws TidegateError `invalid_input` with one sentence for each variable that is wrong
 */
export function readConfig(environment: Environment = process.env): Config {
  const parsed = parse(environment);
  const ports = portsOf(parsed);
  const reachable = reachableHost(parsed.TIDEGATE_HOST);
  return {
    host: parsed.TIDEGATE_HOST,
    ports,
    dataDir: resolve(parsed.TIDEGATE_DATA_DIR),
    cacheDir: resolve(
      parsed.TIDEGATE_CACHE_DIR ?? join(parsed.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tidegate'),
    ),
    configFile: parsed.TIDEGATE_CONFIG === undefined ? undefined : resolve(parsed.TIDEGATE_CONFIG),
    adminToken: parsed.TIDEGATE_ADMIN_TOKEN,
    token: parsed.TIDEGATE_TOKEN,
    apiKey: parsed.TIDEGATE_API_KEY,
    databaseUrl: parsed.DATABASE_URL,
    ownerDatabaseUrl: parsed.TIDEGATE_OWNER_DATABASE_URL,
    redisUrl: parsed.REDIS_URL,
    temporal: {
      address: parsed.TEMPORAL_ADDRESS,
      namespace: parsed.TEMPORAL_NAMESPACE,
      uiUrl: baseUrl(parsed.TIDEGATE_TEMPORAL_UI_URL ?? `http://${reachable}:${ports.temporalUi}`),
      apiKey: parsed.TEMPORAL_API_KEY,
      tls: temporalTls(parsed),
      payloadKeys: parsed.TIDEGATE_PAYLOAD_KEYS ?? [],
    },
    gatewayUrl: baseUrl(parsed.TIDEGATE_GATEWAY_URL ?? `http://${reachable}:${ports.gateway}`),
    controlUrl: baseUrl(parsed.TIDEGATE_CONTROL_URL ?? `http://${reachable}:${ports.control}`),
    publicUrl: baseUrl(parsed.TIDEGATE_PUBLIC_URL ?? `http://${reachable}:${ports.control}`),
    oidc: oidcOf(parsed),
    simulatorUrl: baseUrl(parsed.TIDEGATE_SIMULATOR_URL ?? `http://${reachable}:${ports.simulator}`),
    log: { level: parsed.TIDEGATE_LOG_LEVEL },
    workerMetricsAddress: parsed.TIDEGATE_WORKER_METRICS_ADDRESS,
    retention: {
      tracesMs: parsed.TIDEGATE_TRACE_RETENTION,
      bodiesMs: parsed.TIDEGATE_BODY_RETENTION,
      evidenceMs: parsed.TIDEGATE_EVIDENCE_RETENTION,
    },
    admission: {
      openCalls: parsed.TIDEGATE_MAX_OPEN_CALLS,
      bodyBytes: parsed.TIDEGATE_MAX_BODY_MB === undefined ? undefined : parsed.TIDEGATE_MAX_BODY_MB * MEGABYTE,
    },
    outboundNetworks: outboundNetworks(parsed),
    otlp: otlpConfig(parsed),
  };
}

function oidcOf(parsed: ParsedEnvironment): OidcConfig | undefined {
  const oidc = oidcConfig(parsed);
  if (typeof oidc === 'string') throw new TidegateError('invalid_input', oidc);
  return oidc;
}

/**
 * The database of this process.
 * @throws TidegateError `invalid_input` when `DATABASE_URL` is not set
 */
export function databaseUrlOf(config: Config): string {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  throw new TidegateError(
    'invalid_input',
    'DATABASE_URL is not set: give the Postgres to use, or run `npm start`, which brings one.',
  );
}

/**
 * The value of a secret that the configuration names.
 * @throws TidegateError `invalid_input` when the variable is not set, empty, or one of tidegate's own settings
 */
export function readSecret(reference: SecretReference, environment: Environment = process.env): string {
  if (reference.env in environmentSchema.shape) {
    throw new TidegateError(
      'invalid_input',
      `${reference.env} is a setting of tidegate's own, and no secret that a configuration may send elsewhere: keep the secret in a variable of its own.`,
    );
  }
  const value = environment[reference.env];
  if (value !== undefined && value !== '') return value;
  throw new TidegateError(
    'invalid_input',
    `The environment variable ${reference.env} is not set, but the configuration takes a secret from it.`,
  );
}

/** The environment that `readConfig` reads as this configuration, on top of what else this process has in its own. */
export function environmentOf(config: Config, environment: Environment = process.env): Record<string, string> {
  const { temporal, log, admission } = config;
  const variables: Environment = {
    ...environment,
    TIDEGATE_HOST: config.host,
    ...Object.fromEntries(
      Object.entries(PORT_VARIABLES).map(([name, variable]) => [variable, String(config.ports[name as keyof Ports])]),
    ),
    TIDEGATE_DATA_DIR: config.dataDir,
    TIDEGATE_CACHE_DIR: config.cacheDir,
    TIDEGATE_CONFIG: config.configFile,
    TIDEGATE_ADMIN_TOKEN: config.adminToken,
    TIDEGATE_API_KEY: config.apiKey,
    TIDEGATE_GATEWAY_URL: config.gatewayUrl,
    TIDEGATE_CONTROL_URL: config.controlUrl,
    TIDEGATE_SIMULATOR_URL: config.simulatorUrl,
    TIDEGATE_TEMPORAL_UI_URL: temporal.uiUrl,
    TIDEGATE_WORKER_METRICS_ADDRESS: config.workerMetricsAddress,
    TIDEGATE_TRACE_RETENTION: `${config.retention.tracesMs}ms`,
    TIDEGATE_BODY_RETENTION: `${config.retention.bodiesMs}ms`,
    TIDEGATE_EVIDENCE_RETENTION: `${config.retention.evidenceMs}ms`,
    TIDEGATE_MAX_OPEN_CALLS: admission.openCalls?.toString(),
    TIDEGATE_MAX_BODY_MB: admission.bodyBytes === undefined ? undefined : String(admission.bodyBytes / MEGABYTE),
    TIDEGATE_PAYLOAD_KEYS: payloadKeysText(temporal.payloadKeys),
    TIDEGATE_OUTBOUND_NETWORKS: config.outboundNetworks.join(',') || 'public',
    TIDEGATE_LOG_LEVEL: log.level,
    DATABASE_URL: config.databaseUrl,
    TIDEGATE_OWNER_DATABASE_URL: config.ownerDatabaseUrl,
    REDIS_URL: config.redisUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    TEMPORAL_API_KEY: temporal.apiKey,
    TEMPORAL_TLS: String(temporal.tls !== undefined),
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: temporal.tls?.serverCaFile,
    TEMPORAL_TLS_CLIENT_CERT_PATH: temporal.tls?.clientCertFile,
    TEMPORAL_TLS_CLIENT_KEY_PATH: temporal.tls?.clientKeyFile,
  };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** A variable that is set but empty counts as not set: that is what `FOO= command` and compose files mean by it. */
function parse(environment: Environment): ParsedEnvironment {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = environmentSchema.safeParse(given);
  if (result.success) return result.data;
  const sentences = result.error.issues.map((issue) => sentence(String(issue.path[0]), issue.message, given));
  throw new TidegateError('invalid_input', sentences.join('\n'));
}

function sentence(variable: string, message: string, given: Environment): string {
  const isSecret = /TOKEN|KEYS?$|SECRET$|HEADERS$|DATABASE_URL|REDIS_URL/.test(variable);
  return `${variable} ${message}${isSecret ? '' : `, not "${given[variable]}"`}.`;
}

function portsOf(parsed: ParsedEnvironment): Ports {
  const entries = Object.entries(PORT_VARIABLES).map(([name, variable]) => [name, parsed[variable]] as const);
  for (const [index, [, number]] of entries.entries()) {
    const twin = entries.findIndex(([, other]) => other === number);
    if (twin === index) continue;
    const [one, two] = [entries[twin], entries[index]].map((entry) => PORT_VARIABLES[entry?.[0] as keyof Ports]);
    throw new TidegateError('invalid_input', `${one} and ${two} are both ${number}: give each a port of its own.`);
  }
  return Object.fromEntries(entries) as unknown as Ports;
}

function temporalTls(parsed: ParsedEnvironment): TemporalTls | undefined {
  const files = {
    ...(parsed.TEMPORAL_TLS_SERVER_CA_CERT_PATH && { serverCaFile: parsed.TEMPORAL_TLS_SERVER_CA_CERT_PATH }),
    ...(parsed.TEMPORAL_TLS_CLIENT_CERT_PATH && { clientCertFile: parsed.TEMPORAL_TLS_CLIENT_CERT_PATH }),
    ...(parsed.TEMPORAL_TLS_CLIENT_KEY_PATH && { clientKeyFile: parsed.TEMPORAL_TLS_CLIENT_KEY_PATH }),
  };
  const implied = parsed.TEMPORAL_API_KEY !== undefined || Object.keys(files).length > 0;
  return (parsed.TEMPORAL_TLS ?? String(implied)) === 'true' ? files : undefined;
}

/** A stack that nobody else reaches is one for development: its providers are often on this machine too. */
function outboundNetworks({ TIDEGATE_HOST: host, TIDEGATE_OUTBOUND_NETWORKS: given }: ParsedEnvironment): string[] {
  const isDevelopment = host === 'localhost' || host === '::1' || host.startsWith('127.');
  const words = (given ?? (isDevelopment ? 'loopback' : 'public')).split(',').map((word) => word.trim());
  const networks = words.filter((word) => word !== 'public' && word !== '');
  networksOf(networks);
  return networks;
}

/** A server that listens everywhere is reached by loopback from its own machine. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

const baseUrl = (url: string): string => url.replace(/\/+$/, '');
