import type { Route } from '../../api/types.ts';

/** What serves the route. */
export function RouteFacts({ route }: { readonly route: Route }) {
  const { stable, stableVersion } = route;
  return (
    <dl className="facts">
      <div>
        <dt>Stable</dt>
        <dd>v{stableVersion}</dd>
      </div>
      <div>
        <dt>Model</dt>
        <dd>
          {stable.provider} / {stable.model}
        </dd>
      </div>
      {stable.prompt && (
        <div>
          <dt>Prompt</dt>
          <dd>
            {stable.prompt.name} {stable.prompt.version}
          </dd>
        </div>
      )}
    </dl>
  );
}
