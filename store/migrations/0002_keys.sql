-- Keys expire, have limits, and are rotated: the text before is valid beside the new one until its own time is over.
ALTER TABLE api_keys
  ADD COLUMN expires_at timestamptz,
  ADD COLUMN limits jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN rotated_at timestamptz,
  ADD COLUMN previous_hash text UNIQUE,
  ADD COLUMN previous_expires_at timestamptz;
