#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a command of the console's build on the Node that its lock file brings, because Debian 12's own (18) is too old for Vite.
# Called by the scripts of package.json. npm 9 drops the .bin/node link of an optional package, so the folder is put on PATH here.
set -eu
web=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
for bin in "$web"/node_modules/node-linux-*/bin; do
  if [ -x "$bin/node" ]; then PATH="$bin:$PATH"; export PATH; break; fi
done
exec "$@"
