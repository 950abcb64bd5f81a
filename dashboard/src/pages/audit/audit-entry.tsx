import type { Schema } from '../../../../client/types.ts';
import { Link } from '../../components/link.tsx';
import { Clock } from '../../components/moment.tsx';
import { asSentence } from '../../format/sentence.ts';
import { releasePath, routePath, tracePath } from '../../router.ts';

/** One entry; what stood before and after is unfolded on request. */
export function AuditEntry({ entry }: { readonly entry: Schema<'AuditEntry'> }) {
  const { sequence, at, actor, action, subject, reason, before, after, hash } = entry;
  const unfolds = isTold(before) || isTold(after);
  return (
    <li className="audit-entry">
      <p className="audit-head">
        <span className="quiet audit-number">{sequence}</span>
        <strong>{action}</strong>
        <Subject subject={subject} />
        <span className="quiet audit-who">
          {actor} · <Clock at={at} />
        </span>
      </p>
      {reason !== '' && <p className="audit-reason">{asSentence(reason)}</p>}
      <details>
        <summary>{unfolds ? 'Before and after' : 'Hash'}</summary>
        {unfolds && (
          <div className="before-after">
            <Side name="Before" value={before} />
            <Side name="After" value={after} />
          </div>
        )}
        <p className="quiet small">
          SHA-256 <code>{hash}</code>
        </p>
      </details>
    </li>
  );
}

function Side({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <section aria-label={name}>
      <h3>{name}</h3>
      <div className="body-text code-text" tabIndex={0}>
        {isTold(value) ? JSON.stringify(value, null, 2) : <span className="quiet">nothing told</span>}
      </div>
    </section>
  );
}

const isTold = (value: unknown): boolean => value !== null && value !== undefined;

const PATHS: Readonly<Record<string, (id: string) => string>> = {
  route: routePath,
  release: releasePath,
  trace: tracePath,
};

function Subject({ subject }: { readonly subject: string }) {
  const [, kind = '', id = ''] = /^([a-z]+)\/(.+)$/.exec(subject) ?? [];
  const pathOf = Object.hasOwn(PATHS, kind) ? PATHS[kind] : undefined;
  return (
    <span className="audit-subject">{pathOf === undefined ? subject : <Link to={pathOf(id)}>{subject}</Link>}</span>
  );
}
