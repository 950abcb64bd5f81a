import type { Trace } from '../../api/types.ts';
import { Badge } from '../../components/badge.tsx';
import { Link } from '../../components/link.tsx';
import { Clock } from '../../components/moment.tsx';
import { formatMs, formatUsd, formatWhole } from '../../format/amounts.ts';
import { tracePath } from '../../router.ts';
import { ArmTag } from './arm-tag.tsx';
import { faultsOf, outcomeOf, tokensOf } from './call-words.ts';

/** Calls, newest first. On a phone each row becomes a block. */
export function TraceTable({ traces }: { readonly traces: readonly Trace[] }) {
  return (
    <table className="card list traces">
      <caption className="visually-hidden">Calls, newest first</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Route</th>
          <th scope="col">Arm</th>
          <th scope="col">Model</th>
          <th scope="col">Outcome</th>
          <th scope="col" className="number">
            Took
          </th>
          <th scope="col" className="number">
            Tokens
          </th>
          <th scope="col" className="number">
            Cost
          </th>
        </tr>
      </thead>
      <tbody>
        {traces.map((trace) => (
          <TraceRow key={`${trace.traceId} ${trace.spanId}`} trace={trace} />
        ))}
      </tbody>
    </table>
  );
}

function TraceRow({ trace }: { readonly trace: Trace }) {
  const faults = faultsOf(trace);
  return (
    <tr>
      <td className="when">
        <Link to={tracePath(trace.traceId)}>
          <Clock at={trace.startedAt} />
        </Link>
      </td>
      <td className="name">{trace.route}</td>
      <td>
        <ArmTag arm={trace.arm} version={trace.routeVersion} />
      </td>
      <td className="name">{trace.responseModel ?? trace.requestModel}</td>
      <td>
        <Badge wording={outcomeOf(trace)} />
        {faults.length > 0 && <span className="fault">{faults.join(', ')} failed</span>}
      </td>
      <td className="number" data-name="Took">
        {formatMs(trace.latencyMs)}
      </td>
      <td className="number" data-name="Tokens">
        {formatWhole(tokensOf(trace))}
      </td>
      <td className="number" data-name="Cost">
        {formatUsd(trace.costUsd)}
      </td>
    </tr>
  );
}
