import type { Release } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';

/** Which gateway replicas run what the release last published. */
export function Acknowledgement({ acknowledgement }: Pick<Release, 'acknowledgement'>) {
  const { snapshotVersion, acknowledged, waiting } = acknowledgement;
  if (snapshotVersion === null) return null;
  return (
    <section className="card" aria-labelledby="replicas">
      <h2 id="replicas">Gateway replicas</h2>
      <p className="quiet">
        {acknowledged.length} of {acknowledged.length + waiting.length} run snapshot {snapshotVersion}
      </p>
      <ul className="replicas">
        {acknowledged.map((id) => (
          <li key={id}>
            <Icon shape="tick" /> <span>{id}</span>
          </li>
        ))}
        {waiting.map((id) => (
          <li key={id} className="replica-waiting">
            <Icon shape="dots" /> <span>{id} has not acknowledged yet</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
