import { Field } from '../../components/field.tsx';
import { METRIC_NAMES } from '../../../../core/decision/metric.ts';
import type { Draft, GateRow } from './draft.ts';

interface GateFieldsProps {
  readonly draft: Draft;
  onChange(part: Partial<Draft>): void;
}

const BOUNDS: readonly { readonly value: GateRow['bound']; readonly word: string }[] = [
  { value: 'maxIncrease', word: 'may rise by' },
  { value: 'maxRatio', word: 'may grow to × stable’s' },
  { value: 'limit', word: 'must stay below' },
  { value: 'limitMs', word: 'must stay below (ms)' },
];

const FIRST: readonly GateRow[] = [
  { metric: 'error_rate', bound: 'maxIncrease', value: '0.01', cohortBy: '' },
  { metric: 'latency_p95', bound: 'maxRatio', value: '1.25', cohortBy: '' },
];

const NEXT: GateRow = { metric: '', bound: 'maxIncrease', value: '', cohortBy: '' };

/** What must not get worse. Without gates of its own a release has safe ones. */
export function GateFields({ draft: { gates }, onChange }: GateFieldsProps) {
  const changeAt = (index: number, part: Partial<GateRow>): void =>
    onChange({ gates: gates.map((gate, at) => (at === index ? { ...gate, ...part } : gate)) });
  return (
    <section className="card form-part" aria-labelledby="own-gates">
      <h2 id="own-gates">Gates</h2>
      {gates.length === 0 ? (
        <p className="quiet small">The safe ones: errors, latency, JSON validity and cost.</p>
      ) : (
        <ul className="gate-rows">
          {gates.map((gate, index) => (
            <li key={index}>
              <GateRowFields
                number={index + 1}
                gate={gate}
                onChange={(part) => changeAt(index, part)}
                onRemove={() => onChange({ gates: gates.filter((_, at) => at !== index) })}
              />
            </li>
          ))}
        </ul>
      )}
      <p className="filter-buttons">
        <button
          type="button"
          className="button"
          onClick={() => onChange({ gates: gates.length === 0 ? FIRST : [...gates, NEXT] })}
        >
          {gates.length === 0 ? 'Set gates of its own' : 'Add a gate'}
        </button>
        {gates.length > 0 && (
          <button type="button" className="button plain" onClick={() => onChange({ gates: [] })}>
            Back to the safe ones
          </button>
        )}
      </p>
      <datalist id="metrics">
        {METRIC_NAMES.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </section>
  );
}

interface GateRowFieldsProps {
  readonly number: number;
  readonly gate: GateRow;
  onChange(part: Partial<GateRow>): void;
  onRemove(): void;
}

function GateRowFields({ number, gate, onChange, onRemove }: GateRowFieldsProps) {
  return (
    <fieldset className="gate-row">
      <legend className="visually-hidden">Gate {number}</legend>
      <Field label="Metric" className="gate-metric">
        {(id) => (
          <input
            id={id}
            list="metrics"
            value={gate.metric}
            spellCheck={false}
            onChange={(event) => onChange({ metric: event.target.value.trim() })}
          />
        )}
      </Field>
      <Field label="Bound">
        {(id) => (
          <select
            id={id}
            value={gate.bound}
            onChange={(event) => onChange({ bound: event.target.value as GateRow['bound'] })}
          >
            {BOUNDS.map(({ value, word }) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Number">
        {(id) => (
          <input
            id={id}
            inputMode="decimal"
            value={gate.value}
            placeholder="0.01"
            onChange={(event) => onChange({ value: event.target.value })}
          />
        )}
      </Field>
      <Field label="By cohort">
        {(id) => (
          <input
            id={id}
            value={gate.cohortBy}
            placeholder="tenant"
            spellCheck={false}
            onChange={(event) => onChange({ cohortBy: event.target.value.trim() })}
          />
        )}
      </Field>
      <button type="button" className="button plain gate-remove" onClick={onRemove}>
        Remove<span className="visually-hidden"> gate {number}</span>
      </button>
    </fieldset>
  );
}
