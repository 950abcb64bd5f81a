-- Limits of the configuration, which the snapshot carries.
CREATE TABLE limits (
  id text PRIMARY KEY,
  config jsonb NOT NULL,
  changed_at_snapshot bigint NOT NULL
);

-- What has been used, where no Redis keeps it: by counter, the amount of each bucket of its window.
CREATE TABLE limit_counters (
  counter text PRIMARY KEY,
  buckets jsonb NOT NULL DEFAULT '{}',
  expires_at timestamptz NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX limit_counters_expiry ON limit_counters (expires_at);

-- A limit that came to its warning level, or to its end: once for each counter and window. Notifications read it.
CREATE TABLE limit_events (
  counter text NOT NULL,
  window_start timestamptz NOT NULL,
  level text NOT NULL CHECK (level IN ('warn', 'reached')),
  limit_id text NOT NULL,
  used double precision NOT NULL,
  max double precision NOT NULL,
  measure text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (counter, window_start, level)
);
CREATE INDEX limit_events_recent ON limit_events (at);

-- Carries out operations in their order, all in one round trip; see core/limits/counters.ts for what they mean.
-- An operation is {"kind": "reserve" | "adjust", "entries": [[counter, bucket, from, amount, max or null, keepMs], ...]}.
-- Counters are locked in the order of their names, so that two calls never wait for one another.
CREATE FUNCTION apply_limit_operations(operations jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  names text[];
  state jsonb;
  keep jsonb := '{}';
  operation jsonb;
  entry jsonb;
  buckets jsonb;
  refused integer;
  at_entry integer;
  total bigint;
  readings jsonb;
  verdicts jsonb := '[]';
BEGIN
  -- A crash of the database forgets at most the last fraction of a second of what was used.
  PERFORM set_config('synchronous_commit', 'off', true);
  SELECT array_agg(DISTINCT e->>0 ORDER BY e->>0) INTO names
    FROM jsonb_array_elements(operations) o, jsonb_array_elements(o->'entries') e;
  LOOP
    INSERT INTO limit_counters (counter, expires_at)
      SELECT name, clock_timestamp() + interval '1 minute' FROM unnest(names) name ORDER BY name
      ON CONFLICT DO NOTHING;
    SELECT jsonb_object_agg(locked.counter, locked.buckets) INTO state
      FROM (SELECT c.counter, c.buckets FROM limit_counters c WHERE c.counter = ANY (names) ORDER BY c.counter FOR UPDATE) locked;
    -- One that expired may have been deleted in between.
    EXIT WHEN (SELECT count(*) FROM jsonb_object_keys(state)) = cardinality(names);
  END LOOP;

  FOR operation IN SELECT * FROM jsonb_array_elements(operations) LOOP
    refused := NULL;
    IF operation->>'kind' = 'reserve' THEN
      at_entry := 0;
      FOR entry IN SELECT * FROM jsonb_array_elements(operation->'entries') LOOP
        IF entry->>4 IS NOT NULL THEN
          SELECT coalesce(sum(value::bigint), 0) INTO total
            FROM jsonb_each_text(state->(entry->>0)) WHERE key::bigint >= (entry->>2)::bigint;
          IF total + (entry->>3)::bigint > (entry->>4)::bigint THEN refused := at_entry; EXIT; END IF;
        END IF;
        at_entry := at_entry + 1;
      END LOOP;
    END IF;
    IF refused IS NULL THEN
      FOR entry IN SELECT * FROM jsonb_array_elements(operation->'entries') LOOP
        buckets := state->(entry->>0);
        CONTINUE WHEN operation->>'kind' = 'adjust' AND NOT buckets ? (entry->>1);
        SELECT coalesce(jsonb_object_agg(key, value), '{}') INTO buckets
          FROM jsonb_each(buckets) WHERE key::bigint >= (entry->>2)::bigint;
        buckets := buckets || jsonb_build_object(entry->>1, coalesce((buckets->>(entry->>1))::bigint, 0) + (entry->>3)::bigint);
        state := jsonb_set(state, ARRAY[entry->>0], buckets);
        keep := keep || jsonb_build_object(entry->>0, (entry->>5)::bigint);
      END LOOP;
    END IF;
    SELECT jsonb_agg(jsonb_build_array(
        (SELECT coalesce(sum(value::bigint), 0) FROM jsonb_each_text(state->(e->>0)) WHERE key::bigint >= (e->>2)::bigint),
        (SELECT min(key::bigint) FROM jsonb_each_text(state->(e->>0)) WHERE key::bigint >= (e->>2)::bigint AND value::bigint > 0)
      ) ORDER BY position) INTO readings
      FROM jsonb_array_elements(operation->'entries') WITH ORDINALITY AS listed (e, position);
    verdicts := verdicts || jsonb_build_array(jsonb_build_object('refusedBy', refused, 'readings', readings));
  END LOOP;

  -- The time to keep a counter rises in steps of a minute, so that its index is not written with each call.
  UPDATE limit_counters c SET buckets = state->c.counter,
      expires_at = CASE WHEN clock_timestamp() + (keep->>c.counter)::bigint * interval '1 millisecond' > c.expires_at
        THEN clock_timestamp() + ((keep->>c.counter)::bigint + 60000) * interval '1 millisecond' ELSE c.expires_at END
    FROM jsonb_object_keys(keep) kept WHERE c.counter = kept;
  RETURN verdicts;
END $$;
