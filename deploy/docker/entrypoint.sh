#!/bin/sh
# What the image runs: api (the default), emulator, mcp or sandbox. Where no command can be given, MIAW_COMMAND names it.
set -eu
command=${1:-${MIAW_COMMAND:-api}}
case $command in
  api) program=dist/server/main.js ;;
  emulator) program=dist/emulator/main.js ;;
  mcp) program=dist/programs/mcp.js ;;
  sandbox) program=dist/programs/sandbox.js ;;
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
