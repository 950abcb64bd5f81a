import { open } from 'node:fs/promises';
import { Command } from 'commander';
import { TidegateError } from '../../core/errors.ts';
import type { CliContext } from '../context.ts';
import { colours } from '../output/colours.ts';

const DEFAULT_FILE = 'tidegate.yaml';

/** What is there to begin with: every line that is not commented out is needed. */
const INITIAL_CONFIG = `# yaml-language-server: $schema=http://127.0.0.1:8090/api/v1/schemas/config.json
# The configuration of tidegate. Start with it: TIDEGATE_CONFIG=${DEFAULT_FILE} npm start
# Apply it to what runs: npx tidegate apply -f ${DEFAULT_FILE} --dry-run

providers:
  - id: openai
    kind: openai-compatible            # or azure-openai, anthropic
    baseUrl: https://api.openai.com/v1
    apiKey: { env: OPENAI_API_KEY }    # secrets by reference only: the name of a variable of the gateway
    # prices:                          # US dollars per million tokens; they go before the public ones
    #   gpt-5-mini: { inputPerMillionUsd: 0.25, outputPerMillionUsd: 2 }

routes:
  - id: support-agent                  # the model name that your app sends; it never changes
    # assignBy: [session, user, trace] # what sticks to a version: the first one present
    stable:                            # becomes version 1; later changes are released
      provider: openai
      model: gpt-5-mini
      # prompt: { name: support, version: "1", system: "You are the support agent of Acme." }
      # params: { temperature: 0.2 }
      # fallbacks: [{ provider: azure, model: gpt-4o }]
      # guardrails: { pre: [], post: [] }
      # cache: { mode: exact, ttl: 10m }
      # capture: { mode: sampled, rate: 0.05 }   # keeps redacted prompts and answers
    # policy:                          # what its releases have to keep
    #   approvals: [{ on: [model, provider], role: approver }]
    #   separationOfDuties: true
    #   changeWindows: [{ days: [mon, tue, wed, thu], from: "09:00", to: "16:00", timeZone: Europe/Berlin }]

# limits:                              # docs/budgets.md
# notifications:                       # docs/notifications.md
#   - { id: slack, url: { env: SLACK_WEBHOOK_URL }, format: slack, on: [hold, approval, rollback, budget] }
`;

export function initCommand({ stdout }: CliContext): Command {
  return new Command('init')
    .description('write a commented configuration file to begin with')
    .argument('[file]', 'where', DEFAULT_FILE)
    .option('--dry-run', 'print it, and write nothing')
    .action(async (path: string, { dryRun }: { dryRun?: boolean }) => {
      if (dryRun === true) {
        stdout.write(INITIAL_CONFIG);
        return;
      }
      await writeNew(path, INITIAL_CONFIG);
      stdout.write(
        `${colours.green('✓')} ${path} is written. Set OPENAI_API_KEY, then: TIDEGATE_CONFIG=${path} npm start\n`,
      );
    });
}

/** Never over a file that is there. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(text);
    await file.close();
  } catch (cause) {
    const isThere = typeof cause === 'object' && cause !== null && Reflect.get(cause, 'code') === 'EEXIST';
    const message = isThere
      ? `${path} is there already: name another file`
      : `${path} cannot be written: check the path`;
    throw new TidegateError(isThere ? 'conflict' : 'invalid_input', message, { cause });
  }
}
