import type { z } from 'zod';
import { absorb, type Charter, emptyEvidence, judge } from '../core/decision/engine.ts';
import type { Evidence } from '../core/decision/evidence.ts';
import type { Look } from '../core/decision/look.ts';
import type { Verdict, VerdictKind } from '../core/decision/verdict.ts';
import { parseDuration } from '../core/duration.ts';
import { TidegateError } from '../core/errors.ts';
import { bucketIndex } from '../core/llm/histogram.ts';
import type { ValueName, ValueTally } from '../core/llm/statistics.ts';
import { demandsAt, type ReleaseLimits } from '../core/release/demands.ts';
import type { ReleaseSpec } from '../core/release/spec.ts';
import { planSteps, type Step } from '../core/release/steps.ts';
import { batchFault, batchSchema } from './batch-schema.ts';

/** What one look brought, of one run. */
export type Batch = z.output<typeof batchSchema>;

/** What a backtest says after each line. */
export interface BacktestLine {
  readonly run: string;
  readonly atSeconds: number;
  readonly verdict: VerdictKind;
  readonly reason: string;
  readonly gate?: string;
  /** By gate key: the evidence of a breach, and what it takes. */
  readonly eValues: Readonly<
    Record<string, { readonly breach: number; readonly threshold: number; readonly safety: number }>
  >;
}

/** Of a release, what decides. */
export type BacktestRelease = Pick<ReleaseSpec, 'gates' | 'risk' | 'plan' | 'onInconclusive'>;

/**
 * The engine over recorded batches, one JSON object a line: what would it have said, and when? A run that was rolled back
 * stays so. Blank lines are passed over; a line that can not be read is an `invalid_input` error with its number.
 */
export async function* backtest(
  release: BacktestRelease,
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<BacktestLine> {
  const runs = new Map<string, BacktestRun>();
  for await (const [batch, number] of numbered(lines)) {
    const run = runs.get(batch.run) ?? new BacktestRun(release);
    runs.set(batch.run, run);
    if (batch.atSeconds < run.atSeconds) {
      const place = batch.run === '' ? '' : ` of run "${batch.run}"`;
      throw new TidegateError(
        'invalid_input',
        `Line ${number} is out of order: second ${batch.atSeconds}${place} comes after second ${run.atSeconds}. Sort each run by atSeconds.`,
      );
    }
    yield run.after(batch);
  }
}

async function* numbered(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<[Batch, number]> {
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() !== '') yield [parseBatch(text, number), number];
  }
}

/** The engine over the batches of one run, in their order. */
export async function* replay(release: BacktestRelease, batches: AsyncIterable<Batch>): AsyncGenerator<BacktestLine> {
  const run = new BacktestRun(release);
  for await (const batch of batches) yield run.after(batch);
}

function parseBatch(text: string, number: number): Batch {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new TidegateError('invalid_input', `Line ${number} is not JSON: write one object a line.`, { cause });
  }
  const parsed = batchSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new TidegateError('invalid_input', `Line ${number} is not a batch: ${batchFault(parsed.error)}`, {
    cause: parsed.error,
  });
}

class BacktestRun {
  readonly #charter: Charter;
  readonly #steps: readonly Step[];
  readonly #limits: ReleaseLimits;
  #evidence: Evidence;
  #atSeconds = 0;
  #stepFrom = 0;
  #weight: number | undefined;
  #rollback: Verdict | undefined;

  constructor({ gates, risk, plan, onInconclusive }: BacktestRelease) {
    this.#charter = { gates, risk };
    this.#steps = planSteps(plan);
    this.#limits = { maxDurationMs: parseDuration(plan.maxDuration) ?? Infinity, onInconclusive };
    this.#evidence = emptyEvidence(this.#charter);
  }

  /** When its latest line was. */
  get atSeconds(): number {
    return this.#atSeconds;
  }

  after(batch: Batch): BacktestLine {
    this.#atSeconds = batch.atSeconds;
    if (batch.weight !== this.#weight) this.#stepFrom = batch.atSeconds;
    this.#weight = batch.weight;
    this.#evidence = absorb(this.#charter, this.#evidence, lookOf(batch));
    const { verdict, gates } = judge(this.#charter, this.#evidence, {
      ...demandsAt(this.#steps, this.#stepOf(batch), this.#limits),
      weight: batch.weight,
      ...(batch.stage === undefined ? {} : { stage: batch.stage }),
      stepElapsedMs: (batch.atSeconds - this.#stepFrom) * 1_000,
      releaseElapsedMs: batch.atSeconds * 1_000,
    });
    if (verdict.kind === 'rollback') this.#rollback ??= verdict;
    const said = this.#rollback ?? verdict;
    return {
      run: batch.run,
      atSeconds: batch.atSeconds,
      verdict: said.kind,
      reason: said.reason,
      ...(said.gate === undefined ? {} : { gate: said.gate }),
      eValues: Object.fromEntries(
        gates.map((gate) => [
          gate.key,
          { breach: gate.eValue, threshold: gate.threshold, safety: gate.promotionEValue },
        ]),
      ),
    };
  }

  /** The plan's step with this weight; where the recording was run otherwise, the last one below it. */
  #stepOf({ weight }: Batch): number {
    return Math.max(
      0,
      this.#steps.findLastIndex((step) => step.weight <= weight + 1e-9),
    );
  }
}

function lookOf({ atSeconds, weight, arms, pairs, external }: Batch): Look {
  return {
    atMs: atSeconds * 1_000,
    arms: arms.map(({ arm, cohort, weight: own, requests, rates, values }) => ({
      arm,
      cohort,
      weight: own ?? weight,
      statistics: {
        requests,
        rates,
        values: Object.fromEntries(Object.entries(values).map(([name, given]) => [name, tallyOf(given)])),
      },
    })),
    pairs: pairs.map(({ cohort, pairs: count, rates }) => ({
      cohort,
      statistics: { pairs: count, rates, ratios: {} },
    })),
    ...(external === undefined ? {} : { external }),
  };
}

type GivenValues = NonNullable<Batch['arms'][number]['values'][ValueName]>;

function tallyOf(given: GivenValues): ValueTally {
  if (!Array.isArray(given)) return given;
  const buckets: Record<string, number> = {};
  let zero = 0;
  for (const value of given) {
    if (value > 0) buckets[bucketIndex(value)] = (buckets[bucketIndex(value)] ?? 0) + 1;
    else zero += 1;
  }
  return { sum: given.reduce((sum, value) => sum + value, 0), histogram: { zero, buckets } };
}
