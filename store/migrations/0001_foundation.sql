-- Publications: one counter orders everything that a gateway replica runs.
CREATE TABLE snapshot_head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version bigint NOT NULL
);
INSERT INTO snapshot_head (version) VALUES (1);

CREATE TABLE providers (
  id text PRIMARY KEY,
  config jsonb NOT NULL,
  changed_at_snapshot bigint NOT NULL
);

CREATE TABLE routes (
  id text PRIMARY KEY,
  assign_by text[] NOT NULL,
  stable_version integer NOT NULL,
  previous_stable_version integer,
  generation bigint NOT NULL DEFAULT 1,
  rollout jsonb,
  changed_at_snapshot bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX routes_changed ON routes (changed_at_snapshot);

CREATE TABLE route_versions (
  route text NOT NULL REFERENCES routes (id) DEFERRABLE INITIALLY DEFERRED,
  number integer NOT NULL CHECK (number > 0),
  config jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (route, number)
);

CREATE TABLE api_keys (
  id text PRIMARY KEY,
  hash text NOT NULL UNIQUE,
  name text NOT NULL,
  tenant text,
  team text,
  labels jsonb NOT NULL DEFAULT '{}',
  routes text[],
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  changed_at_snapshot bigint NOT NULL
);
CREATE INDEX api_keys_changed ON api_keys (changed_at_snapshot);

-- Replicas, and the leases that let them serve candidates.
CREATE TABLE replicas (
  id text PRIMARY KEY,
  address text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  last_seen timestamptz NOT NULL DEFAULT now(),
  applied_snapshot bigint NOT NULL
);

CREATE TABLE release_watches (
  release_id text PRIMARY KEY,
  watched_at timestamptz NOT NULL DEFAULT now()
);

-- Releases, as the workflow reports them.
CREATE TABLE releases (
  id text PRIMARY KEY,
  route text NOT NULL REFERENCES routes (id),
  stable_version integer NOT NULL,
  candidate_version integer NOT NULL,
  spec jsonb NOT NULL,
  changes text[] NOT NULL,
  generation bigint NOT NULL,
  workflow_id text NOT NULL,
  run_id text,
  status text NOT NULL,
  stage text NOT NULL,
  weight double precision NOT NULL DEFAULT 0,
  reason text NOT NULL,
  gates jsonb NOT NULL DEFAULT '[]',
  sequence integer NOT NULL DEFAULT 0,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE UNIQUE INDEX releases_one_open_per_route ON releases (route) WHERE ended_at IS NULL;
CREATE INDEX releases_recent ON releases (requested_at DESC);

CREATE TABLE release_events (
  release_id text NOT NULL REFERENCES releases (id),
  sequence integer NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  type text NOT NULL,
  actor text NOT NULL,
  status text NOT NULL,
  stage text NOT NULL,
  weight double precision NOT NULL,
  reason text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  gates jsonb NOT NULL DEFAULT '[]',
  generation bigint,
  snapshot_version bigint,
  PRIMARY KEY (release_id, sequence)
);

CREATE TABLE release_observations (
  release_id text NOT NULL REFERENCES releases (id),
  at timestamptz NOT NULL DEFAULT now(),
  stage text NOT NULL,
  weight double precision NOT NULL,
  verdict jsonb NOT NULL,
  gates jsonb NOT NULL,
  PRIMARY KEY (release_id, at)
);

-- Evidence, as replicas flush it.
CREATE TABLE flush_cursors (
  replica text PRIMARY KEY,
  sequence bigint NOT NULL
);

CREATE TABLE outcome_statistics (
  release_id text NOT NULL,
  replica text NOT NULL,
  sequence bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  arms jsonb NOT NULL,
  pairs jsonb NOT NULL,
  PRIMARY KEY (release_id, replica, sequence)
);

CREATE TABLE traces (
  request_id text NOT NULL,
  span_id text NOT NULL,
  trace_id text NOT NULL,
  started_at timestamptz NOT NULL,
  route text NOT NULL,
  route_version integer NOT NULL,
  release_id text,
  arm text NOT NULL,
  status integer NOT NULL,
  latency_ms double precision NOT NULL,
  cost_usd double precision,
  outcome jsonb NOT NULL
);
CREATE INDEX traces_by_trace ON traces (trace_id);
CREATE INDEX traces_by_route ON traces (route, started_at DESC);
CREATE INDEX traces_by_release ON traces (release_id, started_at DESC) WHERE release_id IS NOT NULL;

-- Audit: append-only, each entry carries the hash of the one before.
CREATE TABLE audit (
  sequence bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  reason text NOT NULL,
  entry text NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit record is append-only';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE idempotency_keys (
  actor text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  status integer,
  body jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (actor, key)
);
