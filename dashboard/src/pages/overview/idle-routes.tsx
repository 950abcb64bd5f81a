import type { Route } from '../../api/types.ts';
import { Link } from '../../components/link.tsx';
import { routePath } from '../../router.ts';
import type { RecentUse } from './recent-use.ts';
import { RouteFacts } from './route-facts.tsx';
import { RouteHealth } from './route-health.tsx';

interface IdleRoutesProps {
  readonly routes: readonly Route[];
  readonly usage: RecentUse;
}

/** Routes without a release: all their traffic is on stable. */
export function IdleRoutes({ routes, usage }: IdleRoutesProps) {
  return (
    <ul className="card idle-routes">
      {routes.map((route) => (
        <li key={route.id}>
          <h3>
            <Link to={routePath(route.id)}>{route.id}</Link>
          </h3>
          <RouteFacts route={route} />
          <div>
            <p className="quiet">All traffic on stable</p>
            <RouteHealth use={usage.get(route.id)} />
          </div>
        </li>
      ))}
    </ul>
  );
}
