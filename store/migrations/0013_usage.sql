-- What was used, by hour: sums of all calls, whichever of them left a trace. Empty text is "none", so that it can be
-- part of the key.
CREATE TABLE usage_hours (
  hour timestamptz NOT NULL,
  route text NOT NULL,
  route_version integer NOT NULL,
  arm text NOT NULL,
  key_id text NOT NULL,
  tenant text NOT NULL,
  team text NOT NULL,
  calls bigint NOT NULL,
  failed bigint NOT NULL,
  cache_lookups bigint NOT NULL,
  cache_hits bigint NOT NULL,
  costed bigint NOT NULL,
  cost_usd double precision NOT NULL,
  metered bigint NOT NULL,
  prompt_tokens double precision NOT NULL,
  completion_tokens double precision NOT NULL,
  PRIMARY KEY (hour, route, route_version, arm, key_id, tenant, team)
) WITH (fillfactor = 70);

-- Tasks that were resolved, for what one of them costs.
CREATE INDEX feedback_resolved ON feedback (joined_at) WHERE metric = 'task_failure_rate' AND bad = false;
