-- People who have signed in to the dashboard. Only the hash of a session's secret is kept; the browser has the secret.
CREATE TABLE sessions (
  hash text PRIMARY KEY,
  name text NOT NULL,
  role text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expires_at);
