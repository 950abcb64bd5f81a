-- What a route (by its id), or with the scope * every route, asks of its releases.
CREATE TABLE release_policies (
  scope text PRIMARY KEY,
  policy jsonb NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
