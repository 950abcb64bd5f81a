import { share as percentText } from './amounts.ts';
import { roundWeight } from './batch.ts';
import { scaled } from './boundary.ts';
import { dispersionFactor } from './dispersion.ts';
import type { Facts } from './facts.ts';
import { EVERYONE } from './look.ts';
import { rateBounds } from './rate-bounds.ts';
import { designEffect } from './repeats.ts';
import type { Standing } from './standing.ts';
import type { Verdict } from './verdict.ts';

/** What may go wrong at a weight before the release can do something about it. */
const HORIZON_SECONDS = 30;
const ALPHA = 0.05;

/** The failed answers beyond stable's that can not be ruled out, for one gate. */
interface ExcessAtRisk {
  readonly gate: string;
  /** Certain already: what the lower bound of the candidate's rate makes of its calls so far. */
  readonly suffered: number;
  /** What the upper bound makes of the calls of half a minute at the next weight. */
  readonly ahead: number;
}

/**
 * `ramp: auto`. A step is over as soon as the failed answers that the evidence does not rule out for half a minute at the
 * next weight, and those that are certain already, together stay within the budget. So the candidate gets as much traffic
 * as its record allows, and not more.
 */
export function overBudget(facts: Facts): Verdict | undefined {
  const { maxExcessFailures: budget, nextWeight } = facts.situation;
  if (budget === undefined || nextWeight === undefined || nextWeight >= 1) return undefined;
  const worst = excessAtRisk(facts, nextWeight);
  if (worst === undefined || worst.suffered + worst.ahead <= budget) return undefined;
  const ahead = `at ${percentText(nextWeight)} % half a minute could bring ${failures(worst.ahead)} beyond stable's by ${worst.gate}`;
  const suffered = worst.suffered >= 0.5 ? `, after ${failures(worst.suffered)} already` : '';
  const isSpent = worst.suffered > budget;
  return {
    kind: isSpent ? 'hold' : 'continue',
    gate: worst.gate,
    reason: `${ahead}${suffered}: more than the budget of ${budget}`,
    ...(isSpent ? { resolution: 'promote or roll back by hand, or start again with a larger budget' } : {}),
  };
}

/** For the gate for which it is most; `undefined` without gates on rates of bad answers, or without traffic. */
function excessAtRisk({ standings, evidence, situation }: Facts, nextWeight: number): ExcessAtRisk | undefined {
  const seen = evidence.exposure.requests[String(roundWeight(situation.weight))] ?? 0;
  if (seen === 0 || situation.stepElapsedMs <= 0 || situation.weight <= 0) return undefined;
  const perSecond = (seen / (situation.stepElapsedMs / 1_000)) * (nextWeight / situation.weight);
  const risks = standings.flatMap((standing) => riskOf(standing, perSecond * HORIZON_SECONDS) ?? []);
  return risks.toSorted((one, other) => total(other) - total(one))[0];
}

function riskOf({ gate, cohort, key, evidence }: Standing, requestsAhead: number): ExcessAtRisk | undefined {
  if (gate.metric.kind !== 'rate' || gate.metric.worse === 'lower' || cohort !== EVERYONE) return undefined;
  if (evidence === undefined || evidence.stable.count === 0) return { gate: key, suffered: 0, ahead: requestsAhead };
  const { candidate, stable, dispersion, repeats } = evidence;
  const together =
    (dispersion === undefined ? 1 : dispersionFactor(dispersion, 'short')) *
    (repeats === undefined ? 1 : designEffect(repeats));
  const { low, high } = rateBounds(scaled(candidate, 1 / together), ALPHA);
  const usual = stable.sum / stable.count;
  return {
    gate: key,
    suffered: Math.max(0, low - usual) * candidate.count,
    ahead: Math.max(0, high - usual) * requestsAhead,
  };
}

const total = ({ suffered, ahead }: ExcessAtRisk): number => suffered + ahead;

function failures(count: number): string {
  return `${count < 10 ? count.toFixed(1) : String(Math.round(count))} failed answers`;
}
