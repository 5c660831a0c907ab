#!/bin/sh
# What the image runs: api (the default), emulator or sandbox.
set -eu
command=${1:-api}
case $command in
  api | emulator | sandbox) ;;
  *)
    echo "unknown command: $command; there are api, emulator and sandbox" >&2
    exit 64
    ;;
esac
# What is written belongs to its owner alone.
umask 077
# `exec` passes signals on.
exec node "dist/apps/$command/src/main.js"
