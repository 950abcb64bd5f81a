import type { Command } from 'commander';
import type { ApiClient } from '../client/client.ts';
import { OPERATIONS } from '../client/generated/operations.ts';
import type { OperationId } from '../client/types.ts';

/** What a command would have sent; thrown in the place of sending it. */
export class DryRun extends Error {
  readonly request: {
    readonly operation: OperationId;
    readonly method: string;
    readonly path: string;
    readonly body: unknown;
  };

  constructor(operation: OperationId, input: { readonly params?: object; readonly body?: unknown }) {
    super('dry run');
    const [method, template] = OPERATIONS[operation];
    const params = new Map(Object.entries(input.params ?? {}));
    const path = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
      encodeURIComponent(String(params.get(name))),
    );
    this.request = { operation, method: method.toUpperCase(), path: `/api/v1${path}`, body: input.body ?? {} };
  }
}

/** Calls that change nothing, whatever their method. */
const HARMLESS: readonly OperationId[] = ['previewRelease'];

/** The client, except that the first call that would change something ends the command with what it would have sent. */
export function withoutChanges(api: ApiClient): ApiClient {
  return {
    ...api,
    call(id, ...given) {
      if (OPERATIONS[id][0] === 'get' || HARMLESS.includes(id)) return api.call(id, ...given);
      throw new DryRun(id, given[0] ?? {});
    },
  };
}

/** Commands that change something and have no dry run of their own, which would tell more. */
const CHANGING = [
  'release approve',
  'release pause',
  'release resume',
  'release promote',
  'release abort',
  'release block',
  'release unblock',
  'freeze',
  'unfreeze',
  'route rollback',
  'key issue',
  'key rotate',
  'key expire',
  'key revoke',
  'token issue',
  'token revoke',
  'traces delete',
];

/** Gives each of them `--dry-run`. */
export function offerDryRun(program: Command): void {
  for (const path of CHANGING) {
    const command = path
      .split(' ')
      .reduce<Command | undefined>((found, name) => found?.commands.find((child) => child.name() === name), program);
    if (command === undefined) throw new RangeError(`There is no command "${path}"`);
    command.option('--dry-run', 'say what would be sent, and change nothing');
  }
}

/** Whether the command line has it: asked before a command runs. */
export const isDryRun = (command: Command): boolean => command.opts<{ dryRun?: boolean }>().dryRun === true;
