-- Freezes: nothing is started and nothing goes forward, on one route or (without one) on all.
CREATE TABLE freezes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  route text REFERENCES routes (id),
  reason text NOT NULL,
  frozen_by text NOT NULL,
  frozen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  until timestamptz,
  ended_at timestamptz
);
CREATE INDEX freezes_open ON freezes (route) WHERE ended_at IS NULL;
