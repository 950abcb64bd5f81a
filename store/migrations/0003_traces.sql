-- Traces in partitions by day: created ahead and dropped whole by the maintenance (store/partitions.ts), so that no
-- retention ever deletes row by row. What people search by has a column; the rest of an outcome is in `details`.
ALTER TABLE traces RENAME TO traces_of_old;
DROP INDEX traces_by_trace, traces_by_route, traces_by_release;

CREATE TABLE traces (
  started_at timestamptz NOT NULL,
  trace_id text NOT NULL,
  span_id text NOT NULL,
  parent_span_id text,
  request_id text NOT NULL,
  route text NOT NULL,
  route_version integer NOT NULL,
  policy_version text,
  prompt_name text,
  prompt_version text,
  release_id text,
  arm text NOT NULL,
  weight double precision NOT NULL,
  step text,
  session text,
  user_id text,
  labels jsonb NOT NULL,
  key_id text,
  operation text,
  provider text NOT NULL,
  request_model text NOT NULL,
  response_model text,
  response_id text,
  streamed boolean NOT NULL,
  status integer NOT NULL,
  error_type text,
  timed_out boolean NOT NULL,
  latency_ms double precision NOT NULL,
  ttft_ms double precision,
  prompt_tokens double precision,
  completion_tokens double precision,
  cost_usd double precision,
  finish_reason text,
  retries integer NOT NULL,
  fallback_target text,
  cache text NOT NULL,
  counted boolean NOT NULL,
  details jsonb NOT NULL
) PARTITION BY RANGE (started_at);

-- Calls of days that have no partition yet; the maintenance moves them into one.
CREATE TABLE traces_default PARTITION OF traces DEFAULT;

CREATE INDEX traces_by_time ON traces (started_at, span_id);
CREATE INDEX traces_by_route ON traces (route, started_at, span_id);
CREATE INDEX traces_by_release ON traces (release_id, started_at) WHERE release_id IS NOT NULL;
CREATE INDEX traces_by_trace ON traces (trace_id);
CREATE INDEX traces_by_session ON traces (session) WHERE session IS NOT NULL;
CREATE INDEX traces_by_user ON traces (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX traces_by_response ON traces (response_id) WHERE response_id IS NOT NULL;
CREATE INDEX traces_failed ON traces (route, started_at) WHERE status NOT BETWEEN 200 AND 299 OR error_type IS NOT NULL;

INSERT INTO traces
SELECT started_at, trace_id, span_id, outcome->>'parentSpanId', request_id, route, route_version,
  outcome->>'policyVersion', outcome->>'promptName', outcome->>'promptVersion', release_id, arm,
  coalesce((outcome->>'weight')::double precision, 0), NULL, outcome->>'session', NULL,
  coalesce(outcome->'labels', '{}'), outcome->>'keyId', outcome->>'operation', outcome->>'provider',
  outcome->>'requestModel', outcome->>'responseModel', outcome->>'responseId', (outcome->>'streamed')::boolean, status,
  outcome->>'errorType', (outcome->>'timedOut')::boolean, latency_ms, (outcome->>'ttftMs')::double precision,
  (outcome->'usage'->>'promptTokens')::double precision, (outcome->'usage'->>'completionTokens')::double precision,
  cost_usd, outcome->>'finishReason', (outcome->>'retries')::integer, outcome->>'fallbackTarget', outcome->>'cache',
  (outcome->>'counted')::boolean,
  jsonb_strip_nulls(jsonb_build_object('usage', outcome->'usage', 'refused', outcome->'refused',
    'evaluations', coalesce(outcome->'evaluations', '{}')))
FROM traces_of_old;
DROP TABLE traces_of_old;

-- Bodies of prompts and answers, redacted, where a route captures them.
CREATE TABLE trace_bodies (
  started_at timestamptz NOT NULL,
  trace_id text NOT NULL,
  span_id text NOT NULL,
  prompt text NOT NULL,
  answer text NOT NULL,
  truncated boolean NOT NULL,
  redactions integer NOT NULL,
  search tsvector GENERATED ALWAYS AS (to_tsvector('simple', left(prompt, 100000) || ' ' || left(answer, 100000))) STORED
) PARTITION BY RANGE (started_at);
CREATE TABLE trace_bodies_default PARTITION OF trace_bodies DEFAULT;
CREATE INDEX trace_bodies_by_trace ON trace_bodies (trace_id, span_id);
CREATE INDEX trace_bodies_by_text ON trace_bodies USING gin (search);
