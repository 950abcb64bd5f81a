import { amountOf, maxAmount } from '../../core/limits/amounts.ts';
import { type AppliedLimit, type LimitedCaller, routeLimits, standingLimits } from '../../core/limits/applied.ts';
import type { Entry, Operation, Verdict } from '../../core/limits/counters.ts';
import type { BudgetsConfig } from '../../core/limits/limit.ts';
import type { ModelPrice } from '../../core/route/provider.ts';
import type { KeySnapshot, Snapshot } from '../../core/route/snapshot.ts';
import type { Logger } from '../../platform/log.ts';
import type { Clock } from '../clock.ts';
import type { CallContext } from '../request/call-context.ts';
import type { AppRequest } from '../request/app-request.ts';
import { within } from '../within.ts';
import { type Claim, limitClaim, traceClaims } from './claim.ts';
import { CounterBatch, type CounterStore } from './counter-store.ts';
import { expectedUse } from './estimate.ts';
import { type LimitEvents, reachedEvent, warnEvents } from './limit-events.ts';
import { LocalCounters } from './local-counters.ts';
import { closedRefusal, refusal, tooLargeRefusal } from './refusal.ts';
import { Reservation } from './reservation.ts';

export interface LimiterOptions {
  readonly store: CounterStore;
  readonly events: LimitEvents;
  readonly clock: Clock;
  readonly log: Logger;
  /** How many replicas share the limits. */
  readonly replicas: () => number;
  /** How long a call waits for the counters before this replica counts for itself, ms. */
  readonly timeoutMs?: number | undefined;
}

/** A call that may be under limits. */
export interface LimitedCall {
  readonly snapshot: Snapshot;
  readonly key: KeySnapshot;
  readonly route: string;
  /** Of the version that the call is assigned to. */
  readonly budgets: BudgetsConfig | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly price: ModelPrice | undefined;
  readonly request: AppRequest;
  readonly context: CallContext;
}

const STORE_TIMEOUT_MS = 1_000;
const RETRY_STORE_MS = 500;

/**
 * Holds calls to their limits: reserves before a call what it may use, settles after it what it did use. Between the
 * two, all that is in flight is counted as if it used all it may, so calls at once cannot overspend together.
 */
export class Limiter {
  /** Calls that were checked by this replica's own counters, since the start. */
  localCalls = 0;

  readonly #options: LimiterOptions;
  readonly #batch: CounterBatch;
  readonly #local = new LocalCounters();
  readonly #standing = new WeakMap<Snapshot, WeakMap<KeySnapshot, Map<string, readonly AppliedLimit[]>>>();
  #away = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#batch = new CounterBatch(options.store);
  }

  get #timeoutMs(): number {
    return this.#options.timeoutMs ?? STORE_TIMEOUT_MS;
  }

  /** Whether the store of counters is away. */
  get away(): boolean {
    return this.#away;
  }

  /**
   * Reserves what the call may use. `undefined` at once where no limit holds for it.
   * @throws ApiError 429 where a limit has no room, 503 where it is closed while the store is away
   */
  reserve(call: LimitedCall): Promise<Reservation> | undefined {
    const caller = { key: call.key, route: call.route };
    const standing = this.#standingLimits(call.snapshot, caller);
    if (standing.length === 0 && call.budgets === undefined) return undefined;
    const claims = this.#claims(call, caller, [...standing, ...routeLimits(call.budgets, caller)]);
    return claims.length === 0 ? undefined : this.#reserve(claims);
  }

  /** Corrects what was reserved; nobody waits for it. */
  adjust(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    if (this.#away) return this.#local.adjust(entries);
    this.#batch.apply({ kind: 'adjust', entries }).catch((error: unknown) => {
      this.#local.adjust(entries);
      this.#lost(error);
    });
    return undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    if (this.#away) await this.#tellDebts();
    await this.#options.events.flush();
  }

  #standingLimits(snapshot: Snapshot, caller: LimitedCaller & { key: KeySnapshot }): readonly AppliedLimit[] {
    if (snapshot.limits.size === 0 && caller.key.limits === undefined) return NONE;
    const keys = this.#standing.get(snapshot) ?? new WeakMap<KeySnapshot, Map<string, readonly AppliedLimit[]>>();
    this.#standing.set(snapshot, keys);
    const routes = keys.get(caller.key) ?? new Map<string, readonly AppliedLimit[]>();
    keys.set(caller.key, routes);
    const known = routes.get(caller.route) ?? standingLimits(snapshot.limits.values(), caller);
    routes.set(caller.route, known);
    return known;
  }

  #claims(call: LimitedCall, caller: LimitedCaller, applied: readonly AppliedLimit[]): readonly Claim[] {
    const use = expectedUse(call.request, call.params, call.price);
    for (const limit of applied) {
      if (limit.terms.measure !== 'requests' && amountOf(limit.terms.measure, use) > maxAmount(limit.terms))
        throw tooLargeRefusal(limitClaim(limit, use, this.#options.clock.wallMs()));
    }
    const nowMs = this.#options.clock.wallMs();
    return [
      ...applied.map((limit) => limitClaim(limit, use, nowMs)),
      ...traceClaims(call.budgets?.trace, caller, call.context.identity.trace, use),
    ];
  }

  async #reserve(claims: readonly Claim[]): Promise<Reservation> {
    const verdict = await this.#verdict({ kind: 'reserve', entries: claims.map(({ entry }) => entry) });
    if (verdict === undefined) return this.#reserveLocally(claims);
    const { clock, events } = this.#options;
    const nowMs = clock.wallMs();
    for (const [index, { entry }] of claims.entries()) {
      const reading = verdict.readings[index];
      if (reading !== undefined) this.#local.learn(entry, reading);
    }
    const refusing = verdict.refusedBy === undefined ? undefined : claims[verdict.refusedBy];
    if (refusing !== undefined) {
      events.add(reachedEvent(refusing));
      throw refusal(refusing, verdict.readings[verdict.refusedBy ?? 0]?.oldest ?? null, nowMs);
    }
    events.add(warnEvents(claims, verdict.readings));
    return new Reservation(this, claims, verdict.readings, nowMs);
  }

  /** The store's answer; `undefined` where it is away, or is from now on. */
  async #verdict(operation: Operation): Promise<Verdict | undefined> {
    if (this.#away) return undefined;
    const answer = this.#batch.apply(operation);
    try {
      return await within(this.#timeoutMs, 'The store of counters', answer);
    } catch (error) {
      this.#lost(error);
      this.#giveBackWhenLate(operation, answer);
      return undefined;
    }
  }

  /** The store may have reserved after all what this replica now counts by itself. */
  #giveBackWhenLate({ entries }: Operation, answer: Promise<Verdict>): void {
    answer.then(
      ({ refusedBy }) => {
        if (refusedBy === undefined) this.adjust(entries.map((entry) => ({ ...entry, amount: -entry.amount })));
      },
      () => undefined,
    );
  }

  #reserveLocally(claims: readonly Claim[]): Reservation {
    this.localCalls += 1;
    const refused = this.#local.reserve(claims, Math.max(1, this.#options.replicas()));
    const refusing = refused && claims[refused.refusedBy];
    if (refusing === undefined) return new Reservation(this, claims, [], this.#options.clock.wallMs());
    if (refused?.closed === true) throw closedRefusal(refusing);
    throw refusal(refusing, null, this.#options.clock.wallMs());
  }

  #lost(error: unknown): void {
    if (!this.#away)
      this.#options.log.warn({ err: error }, 'the counters of limits are away; this replica counts by itself');
    this.#away = true;
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#closed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#recover(), RETRY_STORE_MS);
    this.#retry.unref();
  }

  async #recover(): Promise<void> {
    if (!(await this.#tellDebts())) return this.#retryLater();
    this.#away = false;
    this.#local.forgetOwn();
    return this.#options.log.info('the counters of limits are back');
  }

  /** Tells the store what was used while it was away. Returns whether it took it. */
  async #tellDebts(): Promise<boolean> {
    const debts = this.#local.takeDebts();
    try {
      const { store } = this.#options;
      await within(this.#timeoutMs, 'The store of counters', store.apply(debts.length === 0 ? PROBE : debts));
      return true;
    } catch (error) {
      this.#local.owe(debts);
      this.#options.log.debug({ err: error }, 'the counters of limits are still away');
      return false;
    }
  }
}

const NONE: readonly AppliedLimit[] = [];
/** Changes nothing that anybody counts by. */
const PROBE: readonly Operation[] = [
  { kind: 'adjust', entries: [{ counter: 'probe', bucket: 0, from: 0, amount: 0, keepMs: 60_000 }] },
];
