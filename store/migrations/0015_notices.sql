-- What was told of limits, and what people were reminded of: each once.
ALTER TABLE limit_events ADD COLUMN notified_at timestamptz;
UPDATE limit_events SET notified_at = clock_timestamp();
CREATE INDEX limit_events_untold ON limit_events (at) WHERE notified_at IS NULL;

CREATE TABLE reminders (
  what text PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
