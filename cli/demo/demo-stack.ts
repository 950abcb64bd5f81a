import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TidegateError } from '../../core/errors.ts';
import type { Config } from '../../platform/config.ts';
import { readSecrets } from '../../platform/supervisor/secrets.ts';
import type { ApiClient } from '../../client/client.ts';
import { createApiClient } from '../api-client.ts';

/** A running stack that the demo plays on. */
export interface DemoStack {
  readonly api: ApiClient;
  readonly gatewayUrl: string;
  readonly providerUrl: string;
  readonly dashboardUrl: string;
  readonly temporalUiUrl: string;
  /** Whether the demo brought it up, and `stop` ends it. */
  readonly isOwn: boolean;
  stop(): Promise<void>;
}

export interface DemoStackOptions {
  readonly onProgress: (text: string) => void;
  readonly onTrouble: (sentence: string) => void;
  readonly interrupted: AbortSignal;
}

const ACTOR = 'demo';

/** The stack that runs on the configured ports, else one of its own, whose state goes with it. */
export async function demoStack(config: Config, options: DemoStackOptions): Promise<DemoStack> {
  if (await answers(`${config.controlUrl}/healthz`)) return runningStack(config);
  return ownStack(config, options);
}

function runningStack(config: Config): DemoStack {
  const token = config.adminToken ?? readSecrets(config.dataDir)?.adminToken;
  if (token === undefined) {
    const message = `A control plane runs at ${config.controlUrl}, but its admin token is not known: set TIDEGATE_ADMIN_TOKEN, or TIDEGATE_DATA_DIR to its data folder`;
    throw new TidegateError('unauthorized', message);
  }
  return {
    ...urlsOf(config),
    api: createApiClient({ url: config.controlUrl, token, actor: ACTOR }),
    isOwn: false,
    stop: () => Promise.resolve(),
  };
}

/** Beside the user's data folder, never in it: the demo neither disturbs what is there nor depends on it. */
async function ownStack(config: Config, options: DemoStackOptions): Promise<DemoStack> {
  const { startStack } = await import('../../platform/supervisor.ts');
  const dataDir = await mkdtemp(join(tmpdir(), 'tidegate-demo-'));
  const discard = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  try {
    const stack = await startStack({ ...config, dataDir }, options);
    return {
      ...urlsOf(stack.config),
      api: createApiClient({ url: stack.config.controlUrl, token: stack.adminToken, actor: ACTOR }),
      isOwn: true,
      async stop() {
        await stack.stop();
        await discard();
      },
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

function urlsOf({ gatewayUrl, simulatorUrl, controlUrl, temporal }: Config) {
  return { gatewayUrl, providerUrl: simulatorUrl, dashboardUrl: controlUrl, temporalUiUrl: temporal.uiUrl };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false; // nobody is there
  }
}
