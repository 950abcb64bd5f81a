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
  const look = ending === null && verdict !== null && verdict.reason !== reason ? verdict : undefined;
  return (
    <section className={`card standing tone-${tone}`} aria-label="Where it stands">
      <p className="standing-reason">
        <Icon shape={shape} />
        <span>
          {ending === null && <strong>{stageAtWeight(stage, weight)} · </strong>}
          {ending === null ? reason : asSentence(reason)}
        </span>
      </p>
      {look && (
        <p className="standing-look">
          <span className="quiet">Newest look:</span> {look.reason}
          {look.resolution !== undefined && <> What would resolve it: {look.resolution}</>}
        </p>
      )}
      {ending === null && (
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
