import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { environmentOf, readConfig } from '../../platform/config.ts';
import { freePort } from '../../platform/embedded/ports.ts';
import { FakeAnthropic, message } from '../gateway/fake-anthropic.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ROOT } from './documents.ts';
import { openTerminal, readGuide, type Step, stepsOf, type Terminal } from './guide.ts';
import { appTraffic, type AppTraffic } from './app-traffic.ts';

/*
 * The tutorial brings the stack up; the guides find it running, and an app that calls its route. Every command of every
 * page is run. Other than for a reader are the ports, the provider (the simulated one) and how long a release waits.
 */

const GUIDES = readdirSync(join(ROOT, 'docs', 'guides')).toSorted();
const PORTS = {
  8080: 'GATEWAY',
  8090: 'CONTROL',
  7233: 'TEMPORAL',
  8233: 'TEMPORAL_UI',
  5433: 'POSTGRES',
  8099: 'SIMULATOR',
};
const KEY = 'tg_0123456789abcdef0123456789abcdef';

const scratch = temporaryFolder();
let terminal: Terminal;
let traffic: AppTraffic;
let anthropic: FakeAnthropic;

beforeAll(async () => {
  const ports = await Promise.all(Object.keys(PORTS).map(async (port) => [port, String(await freePort())] as const));
  const moved = Object.fromEntries(ports);
  const config = readConfig({
    ...Object.fromEntries(Object.entries(PORTS).map(([port, name]) => [`TIDEGATE_${name}_PORT`, moved[port]])),
    TIDEGATE_DATA_DIR: join(scratch.path, 'state'),
    TIDEGATE_CACHE_DIR: readConfig().cacheDir,
  });
  const environment = { ...environmentOf(config), ANTHROPIC_API_KEY: 'not-used' };
  anthropic = await FakeAnthropic.that(() => ({ json: message() }));
  terminal = openTerminal(environment, scratch.path, (text) =>
    text
      .replaceAll('https://api.anthropic.com', anthropic.url)
      .replaceAll('https://api.openai.com/v1', 'http://127.0.0.1:8099/v1')
      .replaceAll(/127\.0\.0\.1:(\d{4})/g, (_, port: string) => `127.0.0.1:${moved[port] ?? port}`)
      .replace(/^export TIDEGATE_API_KEY=.*$/m, `export TIDEGATE_API_KEY=${KEY}`),
  );
  traffic = appTraffic(`http://127.0.0.1:${moved['8080']}/v1`, KEY);
});
afterAll(async () => {
  await traffic.stop();
  await terminal.close();
  await anthropic.end();
  scratch.delete();
}, 60_000);

describe('every command of a page does what the page says', () => {
  test('docs/tutorial.md', async () => {
    const said = await terminal.follow(readGuide('docs/tutorial.md'), join(scratch.path, 'tutorial'));
    expect(said).toContain('tidegate runs.');
    traffic.start('support-agent');
  }, 300_000);

  test.each(GUIDES)(
    'docs/guides/%s',
    async (name) => {
      const steps = readGuide(`docs/guides/${name}`).map(hurried);
      await terminal.follow([TIDY_UP, ...steps], join(scratch.path, name));
      expect(steps.filter(({ kind }) => kind === 'run')).not.toEqual([]);
    },
    120_000,
  );
});

test('a command that fails, and a line that was not said, are found', async () => {
  const follow = (page: string): Promise<string> => terminal.follow(stepsOf(page), join(scratch.path, 'wrong'));
  await expect(follow('```sh\ntidegate-is-none\n```\n')).rejects.toThrow('tidegate-is-none');
  await expect(follow('```sh\necho one\n```\n\n```text\ntwo\n```\n')).rejects.toThrow('promises "two"');
});

/** A guide finds no release under way, whatever the one before left. */
const TIDY_UP = {
  kind: 'run',
  text: `npx tidegate release list --open --json | jq -r '.[].id' | xargs -r -n 1 npx tidegate release abort`,
} as const;

/** A release with the same steps and gates, whose times are a second and whose counts are a tenth. */
function hurried(step: Step): Step {
  const file = step.kind === 'file' && step.text.startsWith('#') ? (parse(step.text) as { plan?: object }) : {};
  if (file.plan === undefined) return step;
  const text = stringify(file, (key, value: unknown) => {
    if (key === 'minDuration' || key === 'duration') return '1s';
    return key === 'minRequests' || key === 'minPairs' ? Math.ceil(Number(value) / 10) : value;
  });
  return { ...step, text };
}
