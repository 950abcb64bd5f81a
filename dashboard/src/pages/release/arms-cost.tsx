import type { Release } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Link } from '../../components/link.tsx';
import { formatShare, formatUsd, formatWhole } from '../../format/amounts.ts';
import { usePolled } from '../../live/polled.ts';
import { TRACES_PATH, withQuery } from '../../router.ts';
import { byArm } from './by-arm.ts';

const EVERY_MS = 10_000;

/** What each arm was called and cost within the release, with the way to its calls. */
export function ArmsCost({ release }: { readonly release: Release }) {
  const { body } = usePolled('summarizeSteps', { query: { release: release.id } }, EVERY_MS);
  const arms = byArm(body?.items ?? []);
  return (
    <section className="card" aria-labelledby="cost">
      <h2 id="cost">Calls and cost</h2>
      {arms.length === 0 ? (
        <p className="quiet small">No call of this release is recorded yet.</p>
      ) : (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Arm</th>
              <th scope="col" className="number">
                Calls
              </th>
              <th scope="col" className="number">
                Failed
              </th>
              <th scope="col" className="number">
                Cost
              </th>
              <th scope="col" className="number">
                A call
              </th>
            </tr>
          </thead>
          <tbody>
            {arms.map(({ arm, calls, failed, costUsd }) => (
              <tr key={arm}>
                <th scope="row">
                  <Link to={withQuery(TRACES_PATH, { release: release.id, arm })}>{arm}</Link>
                </th>
                <td className="number">{formatWhole(calls)}</td>
                <td className="number">{formatShare(failed / calls)}</td>
                <td className="number">{formatUsd(costUsd)}</td>
                <td className="number">{formatUsd(costUsd === null ? null : costUsd / calls)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="arms-more">
        <Link to={withQuery(TRACES_PATH, { release: release.id, arm: 'shadow' })}>
          Mirrored answers beside stable’s <Icon shape="arrow" />
        </Link>
      </p>
    </section>
  );
}
