-- Traces of releases' calls that have not ended: what their calls came to so far, until a sweep makes evidence of them
-- (store/open-traces.ts). No index on `last_at`: it would make every update write the indexes too.
CREATE TABLE open_traces (
  release_id text NOT NULL,
  trace_id text NOT NULL,
  arm text NOT NULL,
  weight double precision NOT NULL,
  cohorts text[] NOT NULL,
  calls integer NOT NULL,
  costed integer NOT NULL,
  cost_usd double precision NOT NULL,
  straddles boolean NOT NULL,
  last_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (release_id, trace_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
