import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readYamlFile } from '../../cli/yaml-file.ts';
import { configFileSchema } from '../../core/config-schema.ts';
import { TidegateError } from '../../core/errors.ts';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import type { FuzzTarget } from './target.ts';

const CONFIG = `providers:
  - id: openai
    kind: openai-compatible
    baseUrl: https://api.openai.com/v1
    apiKey: { env: OPENAI_API_KEY }
routes:
  - id: support-agent
    assignBy: [session, user, trace]
    stable:
      provider: openai
      model: gpt-5-mini
      prompt: { name: support, version: "2026-11-01", system: "You are {{name}}." }
      timeouts: { connectMs: 2000 }
      guardrails: { pre: [{ kind: denied-pattern, name: n, mode: enforce, patterns: ['a+'] }], post: [] }
`;
const RELEASE = `route: support-agent
candidate: { model: gpt-5-nano }
plan:
  canary: { weight: 0.05, minRequests: 200, minDuration: 5m }
  ramp: [{ weight: 0.25 }, { weight: 0.5 }]
  bake: { duration: 30m }
approvals: [{ before: ramp }]
gates:
  - { metric: error_rate, maxIncrease: 0.01 }
  - { metric: "eval_fail_rate:schema", maxIncrease: 0.02, cohortBy: tenant }
`;
const PIECES = [
  '&a ',
  '*a',
  '<<: *a',
  '!!binary ',
  '!!js/function ',
  '? ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  ': ',
  '\t',
  '\0',
  '"',
  "'",
  '|',
  '>',
  '%YAML 9',
  '---\n',
  '...',
  '__proto__: ',
  '.inf',
  '.nan',
  '0x7fffffffffffffff',
  '1e400',
  '~',
  'constructor',
  `&x [${'*x,'.repeat(5)}]`,
] as const;
/** A few lines that stand for a billion. */
const BOMB = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
  .split('')
  .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
  .join('\n')}\n`;

const changes = fc.array(
  fc.record({
    at: fc.nat(),
    cut: fc.nat(12),
    put: fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 6 })),
  }),
  { maxLength: 5 },
);
const file = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.tuple(fc.constantFrom(CONFIG, RELEASE), changes).map(([text, all]) => all.reduce(changed, text)),
  },
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(BOMB, `routes: ${'['.repeat(5_000)}`, `routes:\n${' '.repeat(3)}- &a\n   id: *a\n`),
);

function changed(text: string, { at, cut, put }: { at: number; cut: number; put: string }): string {
  const place = at % (text.length + 1);
  return text.slice(0, place) + put + text.slice(place + cut);
}

/** A file is read, or refused with sentences: nothing else is thrown. */
export const yamlFiles: FuzzTarget = {
  name: 'configuration and release files',
  share: 0.1,
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'tidegate-fuzz-'));
    const path = join(folder, 'file.yaml');
    const property = fc.asyncProperty(
      file,
      fc.constantFrom(configFileSchema, releaseSpecSchema),
      async (text, schema) => {
        writeFileSync(path, text);
        await readYamlFile(path, schema).catch((error: unknown) => {
          if (!(error instanceof TidegateError)) throw error;
        });
      },
    );
    return {
      property,
      close: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    };
  },
};
