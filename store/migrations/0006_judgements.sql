-- Answers that judging models of releases look at: one row each, from the moment it is picked.
CREATE TABLE judgements (
  release_id text NOT NULL REFERENCES releases (id),
  judge text NOT NULL,
  span_id text NOT NULL,
  trace_id text NOT NULL,
  -- Of stable's answer to the same prompt, for a comparison.
  other_span_id text,
  arm text NOT NULL,
  state text NOT NULL DEFAULT 'picked' CHECK (state IN ('picked', 'judged', 'missing')),
  -- pass, fail; of a comparison: bothGood, onlyStableBad, onlyCandidateBad.
  verdict text,
  why text,
  cost_usd double precision NOT NULL DEFAULT 0,
  picked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  settled_at timestamptz,
  PRIMARY KEY (release_id, judge, span_id)
);
CREATE INDEX judgements_recent ON judgements (release_id, judge, picked_at);
CREATE INDEX judgements_by_span ON judgements (span_id);

-- What judges have spent, and what calls under way may cost at most: together never above the limit.
CREATE TABLE judge_spending (
  release_id text NOT NULL REFERENCES releases (id),
  judge text NOT NULL,
  spent_usd double precision NOT NULL DEFAULT 0,
  reserved_usd double precision NOT NULL DEFAULT 0,
  exhausted boolean NOT NULL DEFAULT false,
  PRIMARY KEY (release_id, judge)
);
