import { counted } from '../../../../core/decision/amounts.ts';
import type { CostItem } from '../../api/types.ts';
import { formatShare, formatUsd } from '../../format/amounts.ts';

/** How the route does: calls of the present hour and the one before, what failed of them, what they cost. */
export function RouteHealth({ use }: { readonly use: CostItem | undefined }) {
  if (use === undefined || use.calls === 0) return <p className="quiet health">No calls since the last hour began</p>;
  const { calls, failed, costUsd, costed } = use;
  return (
    <p className="quiet health">
      {counted(calls, 'call')} since the last hour began ·{' '}
      <span className={failed > 0 ? 'some-failed' : ''}>
        {failed === 0 ? 'none failed' : `${formatShare(failed / calls)} failed`}
      </span>
      {costed > 0 && <> · {formatUsd(costUsd)}</>}
    </p>
  );
}
