import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ReleaseSpecInput } from '../../core/release/spec.ts';
import type { ChaosStack } from './chaos-stack.ts';
import { type Kind, specOf } from './scenario.ts';

/** A release that was played. */
export interface Played {
  readonly id: string;
  readonly route: string;
  readonly kind: Kind;
  /** `undefined` where it did not end in time. */
  readonly ending: string | undefined;
}

export interface PlayOptions {
  /** Whether another release is to be started. */
  readonly goesOn: () => boolean;
  /** Aborted when no end is waited for any longer. */
  readonly over: AbortSignal;
  /** Which kind the first one is: the others take turns. */
  readonly first: Kind;
}

const AGAIN_AFTER_MS = 300;
const ASK_MS = 10_000;
const releaseSchema = z.object({ id: z.string(), status: z.string(), ending: z.string().nullish() });
const listSchema = z.object({ items: z.array(releaseSchema) });

/** Plays good and bad releases on a route, one after the other, each to its end, however often the API is away. */
export async function playReleases(stack: ChaosStack, route: string, options: PlayOptions): Promise<readonly Played[]> {
  const { goesOn, over, first } = options;
  const played: Played[] = [];
  let goodOnes = 0;
  for (let index = 0; goesOn() && !over.aborted; index += 1) {
    const kind = (index % 2 === 0) === (first === 'good') ? 'good' : 'bad';
    const id = await start(stack, specOf(route, kind, index, goodOnes), played, over);
    if (id === undefined) break;
    if (kind === 'good') goodOnes += 1;
    played.push({ id, route, kind, ending: await endOf(stack, id, over) });
  }
  return played;
}

/**
 * Asks until it is answered. What was asked for by a call that got no answer may have been done: then the route has a
 * release that is not among those known, and that is the one.
 */
async function start(
  stack: ChaosStack,
  spec: ReleaseSpecInput,
  known: readonly Played[],
  over: AbortSignal,
): Promise<string | undefined> {
  let key = randomUUID();
  while (!over.aborted) {
    const answer = await ask(stack, 'POST', '/releases', { body: spec, key });
    if (answer !== undefined && answer.status < 300) return releaseSchema.parse(answer.body).id;
    if (answer !== undefined && answer.status < 500 && answer.status !== 409)
      throw new Error(`A release was refused: ${JSON.stringify(answer.body)}`);
    const listed = await ask(stack, 'GET', `/releases?route=${spec.route}`, {});
    const items = listed?.status === 200 ? listSchema.parse(listed.body).items : [];
    const ours = items.find(({ id }) => known.every((other) => other.id !== id));
    if (ours !== undefined) return ours.id;
    if (answer?.status === 409) key = randomUUID(); // what it says is kept under the key
    await delay(AGAIN_AFTER_MS);
  }
  return undefined;
}

async function endOf(stack: ChaosStack, id: string, over: AbortSignal): Promise<string | undefined> {
  while (!over.aborted) {
    const answer = await ask(stack, 'GET', `/releases/${id}`, {});
    const release = answer?.status === 200 ? releaseSchema.parse(answer.body) : undefined;
    if (release?.ending !== undefined && release.ending !== null) return release.ending;
    await delay(AGAIN_AFTER_MS);
  }
  return undefined;
}

interface Asked {
  readonly body?: object;
  readonly key?: string;
}

/** `undefined` where no whole answer came. */
async function ask(
  { config, adminToken }: ChaosStack,
  method: string,
  path: string,
  { body, key }: Asked,
): Promise<{ readonly status: number; readonly body: unknown } | undefined> {
  try {
    const response = await fetch(`${config.controlUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${adminToken}`,
        'content-type': 'application/json',
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ASK_MS),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return undefined;
  }
}
