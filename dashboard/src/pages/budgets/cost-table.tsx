import type { CostItem } from '../../api/types.ts';
import { Link } from '../../components/link.tsx';
import { formatGrowth, formatShare, formatUsd, formatWhole } from '../../format/amounts.ts';
import { routePath } from '../../router.ts';

/** What was used, the dearest first, against the time of the same length before. */
export function CostTable({ items }: { readonly items: readonly CostItem[] }) {
  return (
    <table className="card list costs">
      <caption className="visually-hidden">Cost by route, the dearest first</caption>
      <thead>
        <tr>
          <th scope="col">Route</th>
          <th scope="col" className="number">
            Cost
          </th>
          <th scope="col" className="number">
            Against the day before
          </th>
          <th scope="col" className="number">
            Calls
          </th>
          <th scope="col" className="number">
            A call
          </th>
          <th scope="col" className="number">
            Mirrored
          </th>
          <th scope="col" className="number">
            From cache
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.route}>
            <th scope="row" className="name">
              {item.route !== null && <Link to={routePath(item.route)}>{item.route}</Link>}
            </th>
            <td className="number" data-name="Cost">
              {formatUsd(item.costUsd)}
            </td>
            <td className="number" data-name="Against the day before">
              {formatGrowth(item.growth.costUsd)}
            </td>
            <td className="number" data-name="Calls">
              {formatWhole(item.calls)}
            </td>
            <td className="number" data-name="A call">
              {formatUsd(item.costPerCallUsd)}
            </td>
            <td className="number" data-name="Mirrored">
              {formatUsd(item.shadowCostUsd)}
            </td>
            <td className="number" data-name="From cache">
              {formatShare(item.cacheHitRate)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
