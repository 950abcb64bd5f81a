-- What apps, people and evaluators outside say of calls, and whom it was laid to.
CREATE TABLE feedback (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope text NOT NULL,
  identity text NOT NULL,
  given_by text NOT NULL,
  -- Whose calls it may be about: `any` is an operator, else the key's tenant, or calls without one.
  any_tenant boolean NOT NULL,
  tenant text,
  routes text[],
  subject_kind text NOT NULL CHECK (subject_kind IN ('trace', 'response', 'session')),
  subject text NOT NULL,
  name text NOT NULL,
  source text NOT NULL,
  value jsonb,
  comment text,
  metric text,
  bad boolean,
  given_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_at timestamptz,
  -- waiting: its call is not there yet; joined: it is; unmatched: it never came.
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'joined', 'unmatched')),
  tries integer NOT NULL DEFAULT 0,
  next_try_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Whether it was counted as evidence, and why not.
  counted boolean NOT NULL DEFAULT false,
  why text,
  joined_at timestamptz,
  trace_id text,
  span_id text,
  session text,
  route text,
  route_version integer,
  release_id text,
  arm text,
  labels jsonb,
  UNIQUE (scope, identity)
);
CREATE INDEX feedback_waiting ON feedback (next_try_at) WHERE state = 'waiting';
CREATE INDEX feedback_by_trace ON feedback (trace_id) WHERE trace_id IS NOT NULL;
CREATE INDEX feedback_by_subject ON feedback (subject);
CREATE INDEX feedback_by_session ON feedback (session) WHERE session IS NOT NULL;
CREATE INDEX feedback_by_release ON feedback (release_id, name) WHERE release_id IS NOT NULL;

-- Up to when the sessions of a release have been looked at for those that went quiet.
CREATE TABLE session_sweeps (
  release_id text PRIMARY KEY REFERENCES releases (id),
  swept_until timestamptz NOT NULL
);
