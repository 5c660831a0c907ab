#!/bin/sh
# What the image runs: api (the default), emulator, mcp or sandbox.
set -eu
command=${1:-api}
case $command in
  api) program=dist/server/main.js ;;
  emulator) program=dist/emulator/main.js ;;
  mcp) program=dist/apps/mcp/src/main.js ;;
  sandbox) program=dist/apps/sandbox/src/main.js ;;
  *)
    echo "unknown command: $command; there are api, emulator, mcp and sandbox" >&2
    exit 64
    ;;
esac
# What is written belongs to its owner alone.
umask 077
[ $# -eq 0 ] || shift
# `exec` passes signals on.
exec node "$program" "$@"
