import type { Release } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Ago } from '../../components/moment.tsx';
import { percent } from '../../../../core/release/steps.ts';
import { stageWord } from '../../format/stage.ts';

/** The approvals that the release wants, and those that it has. */
export function Approvals({ release }: { readonly release: Release }) {
  if (release.approvals.length === 0) return null;
  return (
    <section className="card" aria-labelledby="approvals">
      <h2 id="approvals">Approvals</h2>
      <ul className="approvals">
        {release.approvals.map(({ before, weight, count, given }) => (
          <li key={`${before} ${weight ?? ''}`}>
            <p className="approval-head">
              <span>
                Before {stageWord(before).toLowerCase()}
                {weight === null ? '' : ` at ${percent(weight)}`}
              </span>
              <span className="quiet">
                {Math.min(given.length, count)} of {count} given
              </span>
            </p>
            {given.map(({ by, comment, at }) => (
              <p key={`${by} ${at}`} className="approval">
                <Icon shape="tick" />
                <span>
                  <strong>{by}</strong> <Ago at={at} />
                  {comment !== '' && <>: {comment}</>}
                </span>
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
