#!/bin/sh
# Starts a release and waits for its end: sh release.sh release.yaml
# Exit code: 0 completed, 3 rolled back, 4 aborted, 1 not started or not followed to its end.
# TIDEGATE_CONTROL_URL and TIDEGATE_TOKEN (of an operator) say where and as whom.
set -eu
file=${1:?usage: sh release.sh RELEASE.yaml}
tidegate=${TIDEGATE:-npx tidegate}

started=$($tidegate release start -f "$file" --json)
id=$(printf '%s' "$started" | sed -n 's/.*"id": *"\(rel_[a-z0-9_]*\)".*/\1/p' | head -n 1)
[ -n "$id" ] || { echo "no release was started" >&2; exit 1; }

code=0
$tidegate release watch "$id" || code=$?
$tidegate release report "$id" --format md --out release-report.md >/dev/null || echo "the report could not be made" >&2
exit $code
