import type { Observation, Release } from '../../api/types.ts';
import { bySeverity } from '../../evidence/severity.ts';
import { GateCard } from './gate-card.tsx';

interface GatesProps {
  readonly release: Release;
  readonly observations: readonly Observation[];
}

/** Every gate's evidence; what needs a look comes first. */
export function Gates({ release, observations }: GatesProps) {
  return (
    <section aria-labelledby="gates">
      <h2 id="gates">Gates</h2>
      {release.evidence.length === 0 ? (
        <div className="card empty">
          <p>No evidence yet.</p>
          <p className="quiet">It comes with the first requests that the candidate answers or mirrors.</p>
        </div>
      ) : (
        <ul className="gates">
          {bySeverity(release.evidence).map((gate) => (
            <li key={gate.key}>
              <GateCard gate={gate} specs={release.gates} observations={observations} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
