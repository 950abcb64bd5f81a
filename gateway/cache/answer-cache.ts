import { callCostUsd } from '../../core/llm/cost.ts';
import type { CacheStatus, TokenUsage } from '../../core/llm/outcome.ts';
import type { Logger } from '../../platform/log.ts';
import type { Clock } from '../clock.ts';
import type { ArmCall } from '../outcome/draft.ts';
import type { AppRequest } from '../request/app-request.ts';
import type { CallContext } from '../request/call-context.ts';
import type { Serving } from '../serving/serving.ts';
import { type Run, runTarget } from '../upstream/run.ts';
import type { Target } from '../upstream/target.ts';
import { within } from '../within.ts';
import type { AnswerStore, KeptAnswer } from './answer-store.ts';
import { type CacheControl, cacheControl } from './cache-control.ts';
import { type CacheKey, cacheKey } from './cache-key.ts';
import { embed } from './embed.ts';
import { isWorthKeeping } from './keepable.ts';
import { KeptCall, RecordedCall } from './kept-call.ts';
import type { ServedCache } from './served-cache.ts';
import { liveSpaces, spaceOf } from './space.ts';
import { TurnIndex } from './turn-index.ts';

export interface AnswerCacheOptions {
  readonly store: AnswerStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
}

/** A call whose answer may be kept, or may be one that was. */
export interface CacheableCall {
  readonly request: AppRequest;
  readonly context: CallContext;
  readonly armCall: ArmCall;
  readonly target: Target;
  /** As the provider gets it. */
  readonly body: Buffer;
  readonly cacheControl: string | undefined;
  /** Told of what the cache had a provider do for the call. */
  readonly onUse?: ((use: CacheUse) => void) | undefined;
}

/** What a question to the embedding model came to. */
export interface CacheUse {
  readonly usage: TokenUsage;
  readonly costUsd?: number;
  readonly status: number;
  readonly cache: CacheStatus;
}

/** A store that is away costs a call no more than this. */
const LOOKUP_MS = 100;

/** Keeps answers and gives them again; see docs/cache.md. */
export class AnswerCache {
  readonly #options: AnswerCacheOptions;
  readonly #turns = new TurnIndex();

  constructor(options: AnswerCacheOptions) {
    this.#options = options;
  }

  /** Forgets what no version that is served now could give. */
  applied(serving: Serving): void {
    this.#options.store.keepOnly(liveSpaces(serving.snapshot));
  }

  /** `undefined` where the version keeps no answers, or must not keep this one. */
  ticket(call: CacheableCall): CacheTicket | undefined {
    const { armCall, request } = call;
    const policy = armCall.version.cache;
    if (policy === undefined || !mayBeKept(request)) return undefined;
    const control = cacheControl(call.cacheControl);
    if (!control.mayRead && !control.mayStore) return undefined;
    const { key: owner } = call.context;
    const scope = {
      owner: owner.tenant === undefined ? `key ${owner.id}` : `tenant ${owner.tenant}`,
      space: spaceOf(armCall),
      endpoint: request.endpoint.path,
      form: request.streamed ? (request.wantsUsage ? 'stream+usage' : 'stream') : 'plain',
    };
    const key = cacheKey(scope, call.body, request.endpoint.content);
    return (
      key && new CacheTicket({ ...this.#options, turns: this.#turns, call, policy, control, key, space: scope.space })
    );
  }
}

interface TicketParts extends AnswerCacheOptions {
  readonly turns: TurnIndex;
  readonly call: CacheableCall;
  readonly policy: ServedCache;
  readonly control: CacheControl;
  readonly key: CacheKey;
  readonly space: string;
}

/** One call's way through the cache: look, and keep what came where nothing was found. */
export class CacheTicket {
  readonly #parts: TicketParts;
  #vector: Float32Array | undefined;
  #run: Run | undefined;

  constructor(parts: TicketParts) {
    this.#parts = parts;
  }

  /** The kept answer as a run of the target; `undefined` where there is none, or the store does not say in time. */
  async find(): Promise<Run | undefined> {
    const { control, clock, key } = this.#parts;
    if (!control.mayRead) return undefined;
    const startedAt = clock.monotonicMs();
    const startedAtMs = clock.wallMs();
    const kept = (await this.#read(key.exact)) ?? (await this.#readAlike());
    return kept && this.#asRun(kept, startedAt, startedAtMs);
  }

  /** The run with its answer recorded, to be kept once it is whole. */
  record(run: Run): Run {
    const { control, policy } = this.#parts;
    const records = control.mayStore && run.result.kind === 'stream';
    const call = records ? new RecordedCall(run.call, policy.maxAnswerBytes) : run.call;
    const missed: Run = { ...run, call, cache: 'miss' };
    this.#run = missed;
    return missed;
  }

  /** The answer reached the client whole, and no guardrail had anything against it. */
  keep(): void {
    const { control, policy, clock, log, store, space, key } = this.#parts;
    const run = this.#run;
    if (run === undefined || !control.mayStore || !isWorthKeeping(run)) return;
    const bytes = run.call instanceof RecordedCall ? run.call.complete : plainText(run);
    if (bytes === undefined || bytes.length > policy.maxAnswerBytes) return;
    const { usage: _usage, statedCostUsd: _cost, ...facts } = run.call.facts;
    const answer: KeptAnswer = { bytes, facts, storedAtMs: clock.wallMs() };
    Promise.resolve(store.set(space, key.exact, answer, policy.limits))
      .then(() => this.#index())
      .catch((error: unknown) => log.debug({ err: error }, 'an answer could not be kept'));
  }

  async #read(key: string): Promise<KeptAnswer | undefined> {
    const { store, space, log, clock, control, policy } = this.#parts;
    try {
      const kept = store.get(space, key);
      const answer = kept instanceof Promise ? await within(LOOKUP_MS, 'The cache', kept) : kept;
      const ageMs = clock.wallMs() - (answer?.storedAtMs ?? 0);
      return ageMs < Math.min(policy.limits.ttlMs, control.maxAgeMs) ? answer : undefined;
    } catch (error) {
      log.debug({ err: error }, 'the cache could not be read');
      return undefined;
    }
  }

  async #readAlike(): Promise<KeptAnswer | undefined> {
    const { policy, key, turns } = this.#parts;
    if (policy.semantic === undefined || key.turn === undefined) return undefined;
    this.#vector = await this.#embedTurn(key.turn.text);
    const alike = this.#vector && turns.nearest(key.turn.context, this.#vector, policy.semantic.similarity);
    return alike === undefined ? undefined : this.#read(alike);
  }

  async #index(): Promise<void> {
    const { policy, key, turns } = this.#parts;
    if (policy.semantic === undefined || key.turn === undefined) return;
    const vector = this.#vector ?? (await this.#embedTurn(key.turn.text));
    if (vector !== undefined) turns.add(key.turn.context, vector, key.exact);
  }

  #embedTurn(text: string): Promise<Float32Array | undefined> {
    const { policy, clock, random } = this.#parts;
    if (policy.semantic === undefined) return Promise.resolve(undefined);
    const { target, timeoutMs } = policy.semantic;
    return embed(
      async (request) => {
        const run = await runTarget(request, { clock, random }, () => undefined);
        this.#tell(run);
        return run;
      },
      target,
      text,
      clock.monotonicMs(),
      timeoutMs,
    );
  }

  /** A question that the provider did not answer cost nothing that anybody knows of. */
  #tell({ call: { facts }, target }: Run): void {
    const { usage } = facts;
    if (usage === undefined) return;
    const costUsd = facts.statedCostUsd ?? (target.price && callCostUsd(target.price, usage));
    this.#parts.call.onUse?.({ usage, status: 200, cache: 'off', ...(costUsd !== undefined && { costUsd }) });
  }

  #asRun({ bytes, facts }: KeptAnswer, startedAt: number, startedAtMs: number): Run | undefined {
    const { call, clock } = this.#parts;
    const { endpoint, streamed } = call.request;
    const reader = endpoint.events;
    if (streamed && reader === undefined) return undefined;
    return {
      endpoint,
      target: call.target,
      body: call.body,
      call: new KeptCall(bytes, facts, clock.monotonicMs()),
      result:
        streamed && reader !== undefined
          ? { kind: 'stream', headers: {}, reader }
          : { kind: 'plain', headers: {}, text: bytes },
      retries: 0,
      startedAt,
      startedAtMs,
      cache: 'hit',
    };
  }
}

/** Not what the provider is asked to keep, or to do: the next one would get an answer without the deed. */
function mayBeKept(request: AppRequest): boolean {
  return request.store !== true && request.endpoint.mayBeMirrored?.(request) !== false;
}

function plainText({ result }: Run): string | undefined {
  return result.kind === 'plain' ? result.text : undefined;
}
