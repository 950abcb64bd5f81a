import type { z } from 'zod';
import { ApiError } from './problem.ts';
import type { InputFault } from './schemas/problem.ts';

/**
 * The input as the schema has it.
 * @throws ApiError `invalid_input` with one sentence, and each fault by its place
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = inputFaults(parsed.error.issues);
  throw new ApiError('invalid_input', `${what} is not valid: ${faultSentence(errors)}`, { errors });
}

/** All faults in a row, the first few of them in words. */
export function faultSentence(faults: readonly InputFault[]): string {
  const told = faults.slice(0, TOLD).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  const more = faults.length - told.length;
  return told.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

export function inputFaults(issues: readonly Issue[], base: Path = []): InputFault[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    const branch = issue.code === 'invalid_union' ? likeliestBranch(issue.errors) : undefined;
    if (branch !== undefined) return inputFaults(branch, path);
    return [{ path: formatPath(path), message: issue.message }];
  });
}

const TOLD = 5;

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Of a union, the alternative that was meant: the one whose faults lie inside the value, not at the value itself. */
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const inside = branches.filter((issues) =>
    issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'),
  );
  return inside.toSorted((left, right) => left.length - right.length)[0];
}

function formatPath(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? String(part) : `.${String(part)}`;
  }
  return text;
}
