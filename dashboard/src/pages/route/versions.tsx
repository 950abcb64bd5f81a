import type { Schema } from '../../../../client/types.ts';
import { Ago } from '../../components/moment.tsx';

/** Versions of a route, newest first. */
export function Versions({ versions }: { readonly versions: readonly Schema<'RouteVersion'>[] }) {
  return (
    <section className="part" aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <table className="card list versions-table">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Role</th>
            <th scope="col">Model</th>
            <th scope="col">Differs from stable in</th>
            <th scope="col">Made</th>
          </tr>
        </thead>
        <tbody>
          {versions.map(({ number, role, config, changes, createdBy, createdAt }) => (
            <tr key={number}>
              <th scope="row">v{number}</th>
              <td>{role === 'other' ? '' : role}</td>
              <td className="name">
                {config.provider} / {config.model}
              </td>
              <td className="name">{changes.join(', ')}</td>
              <td>
                by {createdBy} <Ago at={createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
