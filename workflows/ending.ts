import type { Acknowledged, ReleaseResult } from './contract.ts';
import type { Departure } from './running-release.ts';
import type { ReleaseRun } from './release-run.ts';
import { sentence } from './sentence.ts';

/* How a release ends. Both ways wait for every live replica, however long that takes, before they say that it is done. */

/** The candidate has become stable. */
export async function completed({ release, journal, acknowledgements }: ReleaseRun): Promise<ReleaseResult> {
  const { route, candidateVersion } = release.input;
  const summary = sentence(`Wait until every replica of ${route} has version ${candidateVersion} as stable`);
  const acknowledged = await acknowledgements.all(summary);
  release.move('settle');
  const reason = `version ${candidateVersion} is stable: ${release.reason}`;
  await journal.record(
    { event: 'completed', actor: 'tidegate', reason },
    { details: figures(acknowledged), ended: true },
  );
  return { ending: 'completed', reason };
}

/** The candidate is taken back. */
export async function takenBack({ release, journal, acknowledgements }: ReleaseRun): Promise<ReleaseResult> {
  const { departure } = release;
  if (departure === undefined) throw new RangeError('A release is taken back only after its departure');
  const { actor, reason, lostRoute } = departure;
  if (lostRoute === true) await journal.record({ event: 'lost_route', actor, reason });
  const { route } = release.input;
  const event = departure.move === 'rollback' ? 'rollback_started' : 'abort_started';
  await journal.publish(
    { event, actor, reason },
    { kind: 'withdraw' },
    sentence(`Take the candidate of ${route} back`),
  );
  release.withdrawn = true;
  const acknowledged = await acknowledgements.all(sentence(`Wait until every replica of ${route} is back on stable`));
  release.move('settle');
  const ending = endingOf(departure);
  await journal.record({ event: ending, actor: 'tidegate', reason }, { details: figures(acknowledged), ended: true });
  return { ending, reason };
}

function endingOf({ move }: Departure): 'rolled_back' | 'aborted' {
  return move === 'rollback' ? 'rolled_back' : 'aborted';
}

function figures(acknowledged: Acknowledged | undefined): Readonly<Record<string, number>> {
  return acknowledged === undefined ? {} : { replicas: acknowledged.replicas, tookMs: acknowledged.tookMs };
}
