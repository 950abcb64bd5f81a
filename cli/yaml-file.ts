import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { inputFaults } from '../control/api/input.ts';
import { TidegateError } from '../core/errors.ts';

/**
 * What a YAML (or JSON) file says, as the schema has it.
 * @throws TidegateError `invalid_input` with each fault at its line: `release.yaml:12: plan.ramp[0].weight: …`
 */
export async function readYamlFile<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(await readText(path), { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new TidegateError('invalid_input', `${path}:${line}: not valid YAML: ${firstLine(broken.message)}`);
  }
  const parsed = schema.safeParse(plainOf(path, document));
  if (parsed.success) return parsed.data;
  const faults = inputFaults(parsed.error.issues).map((fault) => {
    const line = lineOf(
      document,
      lines,
      [fault.path, unknownKey(fault.message)].filter((part) => part !== '').join('.'),
    );
    return `${path}:${line}: ${fault.path === '' ? '' : `${fault.path}: `}${fault.message}`;
  });
  throw new TidegateError('invalid_input', faults.join('\n'));
}

/** Aliases may name what is not there, or stand for more than fits: a file of a few lines for a billion values. */
function plainOf(path: string, document: Document): unknown {
  try {
    return document.toJS() ?? {};
  } catch (cause) {
    const message = `${path}: its aliases cannot be followed: ${cause instanceof Error ? firstLine(cause.message) : String(cause)}`;
    throw new TidegateError('invalid_input', message, { cause });
  }
}

/** The text of a file that an option names, or of standard input for `-`. */
export async function readText(path: string): Promise<string> {
  try {
    return path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
  } catch (cause) {
    throw new TidegateError('invalid_input', `${path} cannot be read: check the path.`, { cause });
  }
}

/** The line of a path such as `plan.ramp[0].weight`, or of the nearest thing around it that the file has. */
function lineOf(document: Document, lines: LineCounter, path: string): number {
  const keys = path
    .split(/[.[\]]+/)
    .filter((key) => key !== '')
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  for (let length = keys.length; length > 0; length -= 1) {
    const around = length === 1 ? document.contents : document.getIn(keys.slice(0, length - 1), true);
    const pair = isMap(around)
      ? around.items.find(({ key }) => isScalar(key) && String(key.value) === String(keys[length - 1]))
      : undefined;
    const key = pair?.key;
    if (isScalar(key) && key.range !== undefined && key.range !== null) return lines.linePos(key.range[0]).line;
    const node = document.getIn(keys.slice(0, length), true);
    if (isNode(node) && node.range !== undefined && node.range !== null) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** The field that the schema does not know, which has no place in it; empty for any other fault. */
const unknownKey = (message: string): string => /^Unrecognized keys?: "([^".]+)"/.exec(message)?.[1] ?? '';

const firstLine = (message: string): string => message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? '';
