import type { ReleaseEvent } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Clock } from '../../components/moment.tsx';
import { asSentence } from '../../format/sentence.ts';
import { stageAtWeight } from '../../format/stage.ts';
import { describeDetail } from '../../format/details.ts';
import { EVENT_WORDS } from '../../format/words.ts';

/** What happened, newest first: who, when and why. */
export function Timeline({ timeline }: { readonly timeline: readonly ReleaseEvent[] }) {
  return (
    <section className="card" aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <ol className="timeline" reversed>
        {timeline.toReversed().map((entry) => (
          <Entry key={entry.sequence} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry }: { readonly entry: ReleaseEvent }) {
  const { word, tone, shape } = EVENT_WORDS[entry.type];
  const details = Object.entries(entry.details).map(([name, value]) => describeDetail(name, value));
  return (
    <li className="entry">
      <span className={`entry-mark tone-${tone}`} aria-hidden="true">
        <Icon shape={shape} />
      </span>
      <div>
        <p className="entry-head">
          <strong>{word}</strong>
          <span className="quiet">
            {stageAtWeight(entry.stage, entry.weight)} · {entry.actor} · <Clock at={entry.at} />
          </span>
        </p>
        <p className="entry-reason">{asSentence(entry.reason)}</p>
        {details.length > 0 && (
          <dl className="entry-details">
            {details.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}
