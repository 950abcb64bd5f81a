-- Whether a shadow has spent what it may: replicas hear of it with their heartbeats and mirror no more.
ALTER TABLE release_watches ADD COLUMN mirror_stopped boolean NOT NULL DEFAULT false;
