import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../platform/embedded/ports.ts';
import type { Member } from '../gateway/member.ts';
import { startForeign } from './foreign-member.ts';
import { run } from './run.ts';

export const LITELLM = '1.80.0';

/** LiteLLM's proxy from PyPI, one worker, without a database: the least that it can be. */
export async function startLitellm(cacheDir: string, upstream: string): Promise<Member> {
  const folder = join(cacheDir, 'peers', `litellm-${LITELLM}`);
  const program = join(folder, 'bin', 'litellm');
  if (!existsSync(program)) {
    await mkdir(folder, { recursive: true });
    await run('python3', ['-m', 'venv', folder], folder);
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', `litellm[proxy]==${LITELLM}`], folder);
  }
  const config = join(folder, 'bench.yaml');
  await writeFile(config, configuration(upstream));
  const port = await freePort();
  return startForeign({
    program: join(folder, 'bin', 'python'),
    parameters: [program, '--config', config, '--port', String(port), '--host', '127.0.0.1', '--num_workers', '1'],
    environment: { LITELLM_LOCAL_MODEL_COST_MAP: 'True', LITELLM_LOG: 'ERROR', LITELLM_TELEMETRY: 'False' },
    cwd: folder,
    url: `http://127.0.0.1:${port}`,
    headers: {},
  });
}

const configuration = (upstream: string): string => `
model_list:
  - model_name: bench
    litellm_params: { model: openai/bench-model, api_base: "${upstream}/v1", api_key: upstream }
litellm_settings: { telemetry: false }
`;
