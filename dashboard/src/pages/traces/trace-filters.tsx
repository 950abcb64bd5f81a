import { useState } from 'react';
import { Field } from '../../components/field.tsx';
import { navigate, TRACES_PATH, withQuery } from '../../router.ts';
import { type Filter, FILTERS, isAsked } from './filters.ts';

type Asked = Readonly<Record<string, string>>;

/** The search: it is carried out when it is sent, not at every letter. */
export function TraceFilters({ asked }: { readonly asked: Asked }) {
  const [values, setValues] = useState<Asked>(asked);
  const [all, setAll] = useState(FILTERS.some(({ name, first }) => first !== true && asked[name] !== undefined));
  const shown = FILTERS.filter(({ first }) => all || first === true);
  return (
    <search>
      <form
        className="card filters"
        aria-label="Search calls"
        onSubmit={(event) => {
          event.preventDefault();
          const trimmed = Object.entries(values).map(([name, value]) => [name, value.trim()] as const);
          navigate(withQuery(TRACES_PATH, Object.fromEntries(trimmed)));
        }}
      >
        <div className="filter-fields">
          {shown.map((filter) => (
            <FilterField
              key={filter.name}
              filter={filter}
              value={values[filter.name] ?? ''}
              onChange={(value) => setValues({ ...values, [filter.name]: value })}
            />
          ))}
        </div>
        <div className="filter-buttons">
          <button type="submit" className="button primary">
            Search
          </button>
          <button type="button" className="button" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Fewer fields' : 'More fields'}
          </button>
          {isAsked(asked) && (
            <button type="button" className="button plain" onClick={() => navigate(TRACES_PATH)}>
              Clear
            </button>
          )}
        </div>
      </form>
    </search>
  );
}

interface FilterFieldProps {
  readonly filter: Filter;
  readonly value: string;
  onChange(value: string): void;
}

function FilterField({ filter: { name, label, placeholder, choices, type }, value, onChange }: FilterFieldProps) {
  return (
    <Field label={label} className={`filter-${name}`}>
      {(id) =>
        choices === undefined ? (
          <input
            id={id}
            value={value}
            placeholder={placeholder}
            inputMode={type === 'number' ? 'decimal' : undefined}
            maxLength={256}
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
            <option value="">any</option>
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.word}
              </option>
            ))}
          </select>
        )
      }
    </Field>
  );
}
