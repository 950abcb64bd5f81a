import { useState } from 'react';
import { Empty } from '../../components/empty.tsx';
import { Field } from '../../components/field.tsx';
import { More } from '../../components/more.tsx';
import { Notice } from '../../components/notice.tsx';
import { useTitle } from '../../components/title.ts';
import { usePages } from '../../live/pages.ts';
import { AUDIT_PATH, navigate, useQuery, withQuery } from '../../router.ts';
import { AuditEntry } from './audit-entry.tsx';
import { Verification } from './verification.tsx';

const EVERY_MS = 3_000;

/** Who did what and why, newest first, and whether the record is whole. */
export function AuditPage() {
  useTitle('Audit');
  const { subject = '' } = useQuery();
  const pages = usePages('listAudit', { subject: subject === '' ? undefined : subject, limit: 50 }, EVERY_MS);
  return (
    <>
      <h1>Audit</h1>
      <p className="quiet lead">
        Every change of routes, releases, keys and policies, and every reading of what was captured. Each entry carries
        a hash of the one before it.
      </p>
      <Verification />
      <SubjectSearch key={subject} subject={subject} />
      {pages.error && <Notice tone="bad">{pages.error.message}</Notice>}
      {pages.items === undefined ? (
        pages.error === undefined && <p className="quiet">Loading…</p>
      ) : pages.items.length === 0 ? (
        <Empty what={subject === '' ? 'Nothing was recorded yet.' : `Nothing was recorded of ${subject}.`} />
      ) : (
        <>
          <ol className="card audit">
            {pages.items.map((entry) => (
              <AuditEntry key={entry.sequence} entry={entry} />
            ))}
          </ol>
          <More pages={pages} what="entries" />
        </>
      )}
    </>
  );
}

function SubjectSearch({ subject }: { readonly subject: string }) {
  const [typed, setTyped] = useState(subject);
  return (
    <search>
      <form
        className="subject-search"
        aria-label="Search the record"
        onSubmit={(event) => {
          event.preventDefault();
          navigate(withQuery(AUDIT_PATH, { subject: typed.trim() }));
        }}
      >
        <Field label="Subject">
          {(id) => (
            <input
              id={id}
              value={typed}
              placeholder="route/support-agent"
              maxLength={256}
              spellCheck={false}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" className="button">
          Search
        </button>
        {subject !== '' && (
          <button type="button" className="button plain" onClick={() => navigate(AUDIT_PATH)}>
            Clear
          </button>
        )}
      </form>
    </search>
  );
}
