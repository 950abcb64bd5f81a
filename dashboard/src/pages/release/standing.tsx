import type { Release } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { TrafficBar } from '../../components/traffic-bar.tsx';
import { stageAtWeight } from '../../format/stage.ts';
import { asSentence } from '../../format/sentence.ts';
import { STATUS_WORDS } from '../../format/words.ts';

/** Where the release stands and why, in a sentence, and what that means for the traffic. */
export function Standing({ release }: { readonly release: Release }) {
  const { status, stage, weight, reason, verdict, ending } = release;
  const { tone, shape } = STATUS_WORDS[status];
  const isUnderWay = ending === null;
  // What the engine says is news while the release runs; what stopped it is news while it does not.
  const looksOn = isUnderWay && status === 'running' && verdict !== null;
  const aside = isUnderWay && !looksOn && verdict !== null && verdict.reason !== reason ? verdict : undefined;
  return (
    <section className={`card standing tone-${tone}`} aria-label="Where it stands">
      <p className="standing-reason">
        <Icon shape={shape} />
        <span>
          {isUnderWay && <strong>{stageAtWeight(stage, weight)} · </strong>}
          {looksOn ? verdict.reason : isUnderWay ? reason : asSentence(reason)}
        </span>
      </p>
      {aside && (
        <p className="standing-look">
          <span className="quiet">Newest look:</span> {aside.reason}
          {aside.resolution !== undefined && <> What would resolve it: {aside.resolution}</>}
        </p>
      )}
      {isUnderWay && (
        <TrafficBar
          stableVersion={release.stableVersion}
          candidateVersion={release.candidateVersion}
          weight={weight}
          mirrorRate={
            stage === 'shadow' ? (release.steps.find((step) => step.state === 'current')?.mirrorRate ?? 0) : 0
          }
        />
      )}
    </section>
  );
}
