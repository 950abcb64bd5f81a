import type { Route } from '../../api/types.ts';
import { RouteFacts } from './route-facts.tsx';

/** Routes without a release: all their traffic is on stable. */
export function IdleRoutes({ routes }: { readonly routes: readonly Route[] }) {
  return (
    <ul className="card idle-routes">
      {routes.map((route) => (
        <li key={route.id}>
          <h3>{route.id}</h3>
          <RouteFacts route={route} />
          <p className="quiet">All traffic on stable</p>
        </li>
      ))}
    </ul>
  );
}
