import type { Route } from '../../api/types.ts';
import { Field } from '../../components/field.tsx';
import { usePolled } from '../../live/polled.ts';
import type { Draft } from './draft.ts';

interface CandidateFieldsProps {
  readonly draft: Draft;
  readonly routes: readonly Route[];
  readonly stable: Route | undefined;
  onChange(part: Partial<Draft>): void;
}

const EVERY_MS = 30_000;

/** What is released, and where. What is left empty stays as in stable. */
export function CandidateFields({ draft, routes, stable, onChange }: CandidateFieldsProps) {
  const providers = usePolled('listProviders', {}, EVERY_MS).body?.items ?? [];
  const now = stable?.stable;
  return (
    <section className="card form-part" aria-labelledby="candidate">
      <h2 id="candidate">Candidate</h2>
      <p className="quiet small">What is left empty stays as it is in stable.</p>
      <div className="form-grid">
        <Field label="Route">
          {(id) => (
            <select id={id} required value={draft.route} onChange={(event) => onChange({ route: event.target.value })}>
              <option value="">Choose…</option>
              {routes.map((route) => (
                <option key={route.id} value={route.id}>
                  {route.id}
                  {route.release === null ? '' : ' (has a release)'}
                </option>
              ))}
              {draft.route !== '' && !routes.some(({ id: known }) => known === draft.route) && (
                <option value={draft.route}>{draft.route}</option>
              )}
            </select>
          )}
        </Field>
        <Field label="Model">
          {(id) => (
            <input
              id={id}
              value={draft.model}
              placeholder={now?.model ?? ''}
              maxLength={256}
              spellCheck={false}
              onChange={(event) => onChange({ model: event.target.value })}
            />
          )}
        </Field>
        <Field label="Provider">
          {(id) => (
            <select id={id} value={draft.provider} onChange={(event) => onChange({ provider: event.target.value })}>
              <option value="">{now === undefined ? 'as stable' : `as stable (${now.provider})`}</option>
              {providers.map((provider) => (
                <option key={provider.id} value={provider.id}>
                  {provider.id}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Description">
          {(id) => (
            <input
              id={id}
              value={draft.description}
              placeholder="Why this release"
              maxLength={1_000}
              onChange={(event) => onChange({ description: event.target.value })}
            />
          )}
        </Field>
      </div>
      <details open={draft.promptName !== '' || draft.more !== ''}>
        <summary>Prompt and other fields</summary>
        <div className="form-grid">
          <Field label="Prompt name">
            {(id) => (
              <input
                id={id}
                value={draft.promptName}
                placeholder={now?.prompt?.name ?? ''}
                onChange={(event) => onChange({ promptName: event.target.value })}
              />
            )}
          </Field>
          <Field label="Prompt version">
            {(id) => (
              <input
                id={id}
                value={draft.promptVersion}
                placeholder={now?.prompt?.version ?? ''}
                onChange={(event) => onChange({ promptVersion: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Field label="System prompt">
          {(id) => (
            <textarea
              id={id}
              rows={4}
              value={draft.promptSystem}
              onChange={(event) => onChange({ promptSystem: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Other fields, as JSON"
          hint="Any field of a route version: params, timeouts, fallbacks, guardrails, cache."
        >
          {(id, hint) => (
            <textarea
              id={id}
              rows={3}
              className="code-input"
              spellCheck={false}
              aria-describedby={hint}
              placeholder='{"params": {"temperature": 0.2}}'
              value={draft.more}
              onChange={(event) => onChange({ more: event.target.value })}
            />
          )}
        </Field>
      </details>
    </section>
  );
}
