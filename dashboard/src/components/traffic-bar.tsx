import { percent } from '../../../core/release/steps.ts';

interface TrafficBarProps {
  readonly stableVersion: number;
  /** `undefined` where no release has the route. */
  readonly candidateVersion: number | undefined;
  /** Share of units that the candidate serves. */
  readonly weight: number;
  /** Share of requests that are mirrored to the candidate. */
  readonly mirrorRate?: number;
}

/** How the traffic is split between stable and candidate, as a bar and in words. */
export function TrafficBar({ stableVersion, candidateVersion, weight, mirrorRate = 0 }: TrafficBarProps) {
  const mirrored = weight === 0 && mirrorRate > 0;
  return (
    <div className="traffic">
      <div className="traffic-bar" aria-hidden="true">
        <div className="traffic-candidate" style={{ width: `${weight * 100}%` }} />
        {mirrored && <div className="traffic-mirrored" style={{ width: `${mirrorRate * 100}%` }} />}
      </div>
      <p className="traffic-words">
        {candidateVersion !== undefined && (
          <span className="traffic-key key-candidate">
            v{candidateVersion} candidate{' '}
            <strong>{mirrored ? `${percent(mirrorRate)} mirrored` : percent(weight)}</strong>
          </span>
        )}
        <span className="traffic-key key-stable">
          v{stableVersion} stable <strong>{percent(1 - weight)}</strong>
        </span>
      </p>
    </div>
  );
}
