-- Who is told what happens to releases, and what is still to be told: written with the event, delivered by any worker.
CREATE TABLE notification_targets (
  id text PRIMARY KEY,
  config jsonb NOT NULL
);

CREATE TABLE notification_outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  target text NOT NULL REFERENCES notification_targets (id),
  event jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamptz,
  given_up_at timestamptz,
  last_error text
);
CREATE INDEX notification_outbox_due ON notification_outbox (next_attempt_at)
  WHERE delivered_at IS NULL AND given_up_at IS NULL;
