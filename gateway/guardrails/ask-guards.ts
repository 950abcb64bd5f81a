import type { GuardrailStop } from '../../core/guardrail/verdict.ts';
import { within } from '../within.ts';
import { type Guard, type GuardServices, holdsBack, type Subject } from './guard.ts';
import type { GuardReport } from './report.ts';

/**
 * Asks guardrails about the whole, all at once. Those that hold something back are waited for; the others speak when they
 * are ready, and only the report waits for them.
 */
export async function askGuards(
  guards: readonly Guard[],
  subject: Subject,
  report: GuardReport,
  services: GuardServices,
  endBy = Infinity,
): Promise<GuardrailStop | undefined> {
  const awaited: Promise<GuardrailStop | undefined>[] = [];
  for (const guard of guards) {
    if (guard.ask === undefined) continue;
    const speaking = askGuard(guard, subject, report, services, holdsBack(guard) ? endBy : Infinity);
    if (holdsBack(guard)) awaited.push(speaking);
    else report.defer(speaking);
  }
  const stops = await Promise.all(awaited);
  return stops.find((stop) => stop?.reason === 'blocked') ?? stops.find((stop) => stop !== undefined);
}

/** Never throws: a guardrail that does has failed. */
async function askGuard(
  guard: Guard,
  subject: Subject,
  report: GuardReport,
  services: GuardServices,
  endBy: number,
): Promise<GuardrailStop | undefined> {
  const { clock } = services;
  const { name, timeoutMs } = guard.config;
  const startedAt = clock.monotonicMs();
  const durationMs = (): number => clock.monotonicMs() - startedAt;
  try {
    const asking = guard.ask?.(readBy(guard, subject), services) ?? Promise.resolve({ flagged: false });
    const judged = await within(Math.max(1, Math.min(timeoutMs, endBy - startedAt)), `The guardrail ${name}`, asking);
    return report.add(guard, { ...judged, durationMs: durationMs() });
  } catch {
    return report.add(guard, { flagged: false, failed: true, durationMs: durationMs() });
  }
}

/** Only what the guardrail is to read of a request. */
function readBy({ config }: Guard, subject: Subject): Subject {
  const roles = 'roles' in config && subject.stage === 'pre' ? config.roles : undefined;
  if (roles === undefined) return subject;
  return { ...subject, texts: subject.texts.filter(({ role }) => roles.some((one) => one === role)) };
}
