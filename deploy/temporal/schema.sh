#!/bin/sh
# Brings both databases of Temporal to the schema of this version. Where it stands already, nothing changes.
# The connection comes by SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD. $1: the folder of the schemas.
set -eu
schemas=$1

for database in temporal temporal_visibility; do
  [ "$database" = temporal ] && schema=temporal || schema=visibility
  # An existing schema keeps its version: setup-schema at 0.0 fails there, and update-schema does the rest.
  temporal-sql-tool --db "$database" setup-schema -v 0.0 || true
  temporal-sql-tool --db "$database" update-schema -d "$schemas/$schema/versioned"
done
