import { templatePieces, type Variable } from '../../core/route/prompt-template.ts';
import { isRecord } from '../../core/llm/facts.ts';
import { type JsonBody, memberValue } from '../request/json-body.ts';
import type { Prompt } from './endpoint.ts';

/** A call that says nothing of a variable that its prompt needs. */
export class MissingVariable extends Error {
  constructor(name: string) {
    super(`The prompt of this route needs the field "${name}" of "metadata", and the request has none.`);
    this.name = 'MissingVariable';
  }
}

/** A piece of JSON text with the values of a call in it. */
export type Rendering = (json: JsonBody) => Buffer;

/** JSON text, and between it places for values inside JSON strings. */
export type JsonPiece = string | Variable;

/** A template of a prompt as pieces of the inside of a JSON string. */
export function stringPieces(template: string): JsonPiece[] {
  return templatePieces(template).map((piece) => (typeof piece === 'string' ? jsonInside(piece) : piece));
}

/**
 * Pieces put together, what stands still ahead of time. A value goes in as a string, escaped as JSON has it, and is not
 * read again: it can neither end the string nor name a variable.
 */
export function rendering(pieces: readonly JsonPiece[], variables: Prompt['variables']): Rendering {
  if (pieces.every((piece) => typeof piece === 'string')) {
    const text = Buffer.from(pieces.join(''));
    return () => text;
  }
  const prepared = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece));
  return (json) => {
    const metadata = memberValue(json, 'metadata');
    return Buffer.concat(
      prepared.map((piece) => (Buffer.isBuffer(piece) ? piece : valueOf(piece.variable, metadata, variables))),
    );
  };
}

/** @throws MissingVariable */
function valueOf(name: string, metadata: unknown, variables: Prompt['variables']): Buffer {
  const given = isRecord(metadata) && Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  const value = isValue(given) ? String(given) : ownDefault(name, variables);
  if (value === undefined) throw new MissingVariable(name);
  return Buffer.from(jsonInside(value));
}

function ownDefault(name: string, variables: Prompt['variables']): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name]?.default : undefined;
}

function isValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function jsonInside(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
