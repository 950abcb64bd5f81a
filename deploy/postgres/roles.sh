#!/bin/sh
# Run once by the image, on an empty volume: a role for each user of the server and databases for them.
# None is superuser. What a role may do with tidegate's tables is said by whoever migrates them (store/roles.ts).
set -eu

psql --set ON_ERROR_STOP=1 --set tidegate="$TIDEGATE_DB_PASSWORD" \
  --set gateway="$GATEWAY_DB_PASSWORD" --set worker="$WORKER_DB_PASSWORD" --set control="$CONTROL_DB_PASSWORD" --set temporal="$TEMPORAL_DB_PASSWORD" \
  --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE tidegate LOGIN PASSWORD :'tidegate';
CREATE DATABASE tidegate OWNER tidegate;
REVOKE ALL ON DATABASE tidegate FROM PUBLIC;
CREATE ROLE tidegate_gateway LOGIN PASSWORD :'gateway';
CREATE ROLE tidegate_worker LOGIN PASSWORD :'worker';
CREATE ROLE tidegate_control LOGIN PASSWORD :'control';
GRANT CONNECT ON DATABASE tidegate TO tidegate_gateway, tidegate_worker, tidegate_control;
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE ALL ON DATABASE temporal, temporal_visibility FROM PUBLIC;
SQL
