-- What was told of costs: a drift of a series at an hour, a budget that came to a state in a window. Once each.
CREATE TABLE cost_alerts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('drift', 'budget')),
  -- What it is of, as JSON text with its names in order: {"route":"support-agent","version":"3"}.
  subject text NOT NULL,
  -- The metric that drifted, or the budget and the state that it came to.
  what text NOT NULL,
  -- The hour of the drift, the start of the budget's window.
  period timestamptz NOT NULL,
  route text,
  sentence text NOT NULL,
  details jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (kind, subject, what, period)
);
CREATE INDEX cost_alerts_recent ON cost_alerts (at);
