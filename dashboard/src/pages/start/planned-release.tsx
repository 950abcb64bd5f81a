import { formatDuration } from '../../../../core/duration.ts';
import type { ReleasePlan, ReleasePreview } from '../../api/types.ts';
import { Field } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { formatShort, formatWhole } from '../../format/amounts.ts';
import type { ReadDraft } from './draft.ts';
import type { Preview } from './preview.ts';

interface PlannedReleaseProps {
  readonly read: ReadDraft;
  readonly preview: Preview;
  readonly traffic: string;
  onTraffic(traffic: string): void;
}

/** What the draft would come to: what changes, how long it takes, what it can see, who is asked. */
export function PlannedRelease({ read, preview: { preview, error }, traffic, onTraffic }: PlannedReleaseProps) {
  return (
    <section className="card planned" aria-labelledby="planned" aria-live="polite">
      <h2 id="planned">What it comes to</h2>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {read.kind === 'wrong' && <Notice tone="bad">{read.what}</Notice>}
      {read.kind === 'unfinished' && (
        <p className="quiet">{read.what} The plan appears here, before anything starts.</p>
      )}
      {preview !== undefined && <Changes preview={preview} />}
      {preview?.plan && <Plan plan={preview.plan} />}
      {preview !== undefined && (
        <Field
          label="Calls a minute"
          hint={
            preview.plan === null
              ? 'Nothing tells how much this route is called: say it, to see the plan.'
              : traffic === ''
                ? 'As in the last week. Give another number to plan for it.'
                : undefined
          }
        >
          {(id, hint) => (
            <input
              id={id}
              inputMode="decimal"
              value={traffic}
              placeholder={preview.plan === null ? '600' : formatShort(preview.plan.basis.requestsPerMinute)}
              aria-describedby={hint}
              onChange={(event) => onTraffic(event.target.value)}
            />
          )}
        </Field>
      )}
    </section>
  );
}

function Changes({ preview }: { readonly preview: ReleasePreview }) {
  const { changes, stableVersion, approvals, separationOfDuties } = preview;
  return (
    <ul className="planned-facts">
      <li>
        {changes.length === 0 ? (
          <>Nothing differs from stable v{stableVersion}.</>
        ) : (
          <>
            Differs from stable v{stableVersion} in <strong>{changes.join(', ')}</strong>.
          </>
        )}
      </li>
      {approvals.map(({ before, count, by }) => (
        <li key={before}>
          {count === 1 ? 'One approval' : `${count} approvals`} before <strong>{before}</strong>
          {by === 'policy' && ', as a policy of the route asks'}.
        </li>
      ))}
      {separationOfDuties && <li>Whoever starts it may neither approve nor push it.</li>}
    </ul>
  );
}

const spanOf = (seconds: number | null): string => (seconds === null ? 'never ends' : formatDuration(seconds * 1_000));

function Plan({ plan }: { readonly plan: ReleasePlan }) {
  const { seconds, steps, warnings, basis, gates } = plan;
  return (
    <>
      <p className="planned-time">
        {seconds === null ? (
          'As it stands, it cannot complete.'
        ) : (
          <>
            A healthy candidate is stable after about <strong>{spanOf(seconds)}</strong>.
          </>
        )}
      </p>
      {warnings.map((warning) => (
        <p key={warning} className="warning tone-waiting">
          <Icon shape="hand" />
          <span>{warning}</span>
        </p>
      ))}
      <table className="plain-table">
        <caption>Steps</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Lasts</th>
            <th scope="col">Because of</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.name}>
              <th scope="row">{step.name}</th>
              <td className={step.seconds === null ? 'tone-bad told' : ''}>{spanOf(step.seconds)}</td>
              <td>{step.because}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table className="plain-table">
        <caption>What can be detected</caption>
        <thead>
          <tr>
            <th scope="col">Gate</th>
            <th scope="col">Least seen</th>
            <th scope="col">4 of 5 times within</th>
          </tr>
        </thead>
        <tbody>
          {gates.map((gate) => {
            const least = gate.sees.find(({ worsening }) => worsening === gate.smallest.p80);
            return (
              <tr key={gate.name}>
                <th scope="row">{gate.name}</th>
                <td>{gate.smallest.p80 ?? 'nothing in time'}</td>
                <td>{least?.p80 ? `${spanOf(least.p80.seconds)}, ${formatWhole(least.p80.requests)} calls` : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="quiet small">
        At {formatShort(basis.requestsPerMinute)} calls a minute.{' '}
        {basis.calls === 0
          ? 'Stable is taken to have 1 % bad calls, and a p99 at five times its median.'
          : `Stable is as in the route’s last ${formatWhole(basis.calls)} calls.`}
      </p>
    </>
  );
}
