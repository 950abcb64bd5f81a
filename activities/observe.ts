import { Context } from '@temporalio/activity';
import type { Calibration } from '../core/decision/calibrated-rate.ts';
import { calibratedVerdict, engineCharter } from '../core/decision/calibrated-verdict.ts';
import { absorb, type Charter, judge } from '../core/decision/engine.ts';
import { parseMetric } from '../core/decision/metric.ts';
import { shadowIsSpent } from '../core/decision/shadow-spend.ts';
import type { Verdict } from '../core/decision/verdict.ts';
import { TidegateError } from '../core/errors.ts';
import { type Standstill, standstillOf } from '../store/standstill.ts';
import { readEvidence } from '../store/outcomes.ts';
import { findRelease } from '../store/releases.ts';
import { renewWatch } from '../store/replicas.ts';
import type { Observed, ObserveInput } from '../workflows/contract.ts';
import { Calibrations } from './calibrations.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { metricProviders } from './metrics/providers.ts';
import { type External, Readings, type ReadingsOf } from './metrics/readings.ts';
import { Notebook } from './notebook.ts';
import { packed } from './packed-evidence.ts';
import { pause } from './pause.ts';
import { resumePoint, type ResumePoint } from './resume-point.ts';
import { Sight } from './sight.ts';
import { withinTime } from './within-time.ts';

const LOOK_EVERY_MS = 1_000;
/** A store that answers later than this does not answer: the look is tried again. */
const ANSWER_WITHIN_MS = 3_000;
/** Between two looks at most this much counts as watched: whoever slept, or whose clock jumped, has not watched. */
const MOST_WATCHED_MS = 5_000;

/**
 * Looks at the evidence once a second and asks the engine, until a verdict that the workflow waits for, a checkpoint,
 * or a cancellation (the workflow's, or a worker's that shuts down), and returns what it knows then. A look that is
 * judged renews the release's watch, and nothing else does. A look that fails brings no data and is not judged: nobody
 * says that all is well because nothing was seen. An attempt that crashed is resumed from its last heartbeat.
 */
export async function observe(dependencies: ActivityDependencies, input: ObserveInput): Promise<Observed> {
  const context = Context.current();
  const { clock } = dependencies;
  const startedAtMs = clock.now();
  const notebook = new Notebook(dependencies, input);
  const sight = new Sight(startedAtMs);
  const readings = readingsFor(dependencies, input);
  const calibrations = new Calibrations(dependencies.database, input.releaseId, input.charter.gates);
  const charter = engineCharter(input.charter);
  let known = firstKnown(resumePoint(context.info.heartbeatDetails, input));
  let lastLookAtMs: number | undefined;
  for (;;) {
    const lookAtMs = clock.now();
    const look = await sight.through(readNews(dependencies, input, known, { readings, calibrations }), clock);
    if (look !== undefined) {
      const sinceMs = lookAtMs - (lastLookAtMs ?? lookAtMs);
      lastLookAtMs = lookAtMs;
      const stepWatchedMs = known.stepWatchedMs + Math.min(MOST_WATCHED_MS, Math.max(0, sinceMs));
      known = judged(input, charter, { ...known, stepWatchedMs }, look, lookAtMs);
      await notebook.note(known, clock.now());
    }
    const { evidence, cursor, stepWatchedMs } = known;
    context.heartbeat({ evidence, cursor, stepWatchedMs } satisfies ResumePoint);
    const told = sight.told(known, clock.now());
    const isDue = clock.now() - startedAtMs >= input.checkpointAfterMs;
    const isWaitedFor = sight.isSettled(clock.now()) && input.returnOn.includes(told.verdict.kind);
    if (isWaitedFor || isDue || told.lostRoute === true || context.cancellationSignal.aborted)
      return { ...told, evidence: packed(told.evidence) };
    await pause(lookAtMs + LOOK_EVERY_MS - clock.now(), context.cancellationSignal);
  }
}

type News = Awaited<ReturnType<typeof readEvidence>> & {
  readonly watched: boolean;
  /** Why nothing goes on now. */
  readonly standstill: Standstill | undefined;
  readonly external: External | undefined;
  readonly calibrations: ReadonlyMap<string, Calibration>;
};

interface Sources {
  readonly readings: Readings;
  readonly calibrations: Calibrations;
}

function readNews(
  { database, clock }: ActivityDependencies,
  { releaseId, route, situation }: ObserveInput,
  known: Observed,
  { readings, calibrations }: Sources,
): Promise<News> {
  const mirrorStopped = shadowIsSpent(known.evidence, situation);
  const reading = readEvidence(database, releaseId, known.cursor);
  const news = reading.then(async (read) => {
    const watched = await renewWatch(database, releaseId, { mirrorStopped });
    const standstill = await standstillOf(database, route, clock.now());
    const calibrated = await calibrations.look(clock.now());
    return { ...read, watched, standstill, external: await readings.look(clock.now()), calibrations: calibrated };
  });
  return withinTime(news, ANSWER_WITHIN_MS);
}

function judged(input: ObserveInput, charter: Charter, known: Observed, news: News, atMs: number): Observed {
  const { arms, pairs, cursor, watched, standstill, external, calibrations } = news;
  const look = { atMs, arms, pairs, ...(external !== undefined && { external }) };
  const evidence = absorb(charter, known.evidence, look);
  const situation = {
    ...input.situation,
    stepElapsedMs: known.stepWatchedMs,
    releaseElapsedMs: atMs - input.releaseStartedAtMs,
  };
  const { verdict, gates } = judge(charter, evidence, situation);
  const { stepWatchedMs } = known;
  return {
    evidence,
    cursor,
    stepWatchedMs,
    verdict: braked(calibratedVerdict(verdict, input.charter, calibrations, situation), standstill),
    gates,
    ...(watched ? {} : { lostRoute: true }),
  };
}

/** A freeze or a closed window keeps a release from going on, and from nothing else: what is bad still goes back. */
function braked(verdict: Verdict, standstill: Standstill | undefined): Verdict {
  if (standstill === undefined || verdict.kind !== 'promote') return verdict;
  const { reason, resolution } = standstill;
  return { kind: 'hold', reason: `${reason} (${verdict.reason})`, resolution };
}

function firstKnown(resumed: ResumePoint): Observed {
  return { ...resumed, gates: [], verdict: { kind: 'continue', reason: 'no look yet' } };
}

/** Of the outside metrics that the gates name; where each comes from stands in the release. */
function readingsFor(
  { database, readSecret, outbound }: ActivityDependencies,
  { releaseId, charter }: ObserveInput,
): Readings {
  const names = charter.gates.flatMap((gate) => {
    const metric = parseMetric(gate.metric);
    return metric?.kind === 'external' ? [metric.query] : [];
  });
  const load = async (): Promise<ReadingsOf> => {
    const release = await findRelease(database, releaseId);
    if (release === undefined) throw new TidegateError('not_found', `The store does not know the release ${releaseId}`);
    const { route, spec, stableVersion: stable, candidateVersion: candidate } = release;
    return { release: releaseId, route, versions: { stable, candidate }, sources: spec.metrics };
  };
  const { log } = Context.current();
  return new Readings([...new Set(names)], metricProviders(readSecret, outbound), load, (metric, error) => {
    log.warn('an outside metric could not be read', { metric, error });
  });
}
