import { Field } from '../../components/field.tsx';
import type { Draft } from './draft.ts';

interface PlanFieldsProps {
  readonly draft: Draft;
  onChange(part: Partial<Draft>): void;
}

/** The way to 100 %. What stands there at first is safe. */
export function PlanFields({ draft, onChange }: PlanFieldsProps) {
  const text = (label: string, name: keyof Draft & ('shadow' | 'canary' | 'ramp' | 'bake'), hint: string) => (
    <Field label={label} hint={hint}>
      {(id, describedBy) => (
        <input
          id={id}
          value={draft[name]}
          aria-describedby={describedBy}
          spellCheck={false}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <section className="card form-part" aria-labelledby="way">
      <h2 id="way">Stages</h2>
      <div className="form-grid">
        {text('Shadow (%)', 'shadow', 'Share of calls mirrored; 0 leaves it out.')}
        {text('Canary (%)', 'canary', 'Share of users first given it; 0 leaves it out.')}
        {text('Ramp (%)', 'ramp', 'Shares in between, or auto: by a budget of failed answers.')}
        {text('Bake', 'bake', 'Time at 100 % before it is stable, or off.')}
        <Field label="Approval before">
          {(id) => (
            <select
              id={id}
              value={draft.approveBefore}
              onChange={(event) => onChange({ approveBefore: event.target.value })}
            >
              <option value="">none of its own</option>
              {['shadow', 'canary', 'ramp', 'bake'].map((stage) => (
                <option key={stage} value={stage}>
                  {stage}
                </option>
              ))}
            </select>
          )}
        </Field>
        {draft.approveBefore !== '' && (
          <Field label="By how many">
            {(id) => (
              <input
                id={id}
                type="number"
                min={1}
                max={10}
                value={draft.approvals}
                onChange={(event) => onChange({ approvals: event.target.value })}
              />
            )}
          </Field>
        )}
      </div>
    </section>
  );
}
