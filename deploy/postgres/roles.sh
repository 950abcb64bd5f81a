#!/bin/sh
# Run once by the image, on an empty volume: a role and a database for each user of the server, none of them superuser.
set -eu

psql --set ON_ERROR_STOP=1 --set tidegate="$TIDEGATE_DB_PASSWORD" --set temporal="$TEMPORAL_DB_PASSWORD" \
  --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE tidegate LOGIN PASSWORD :'tidegate';
CREATE DATABASE tidegate OWNER tidegate;
REVOKE ALL ON DATABASE tidegate FROM PUBLIC;
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE ALL ON DATABASE temporal, temporal_visibility FROM PUBLIC;
SQL
