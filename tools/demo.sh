# SPDX-License-Identifier: Apache-2.0
# ./run demo [--check] [--reset]: set-up, then tools/demo.mjs does the rest.
main_demo() {
  local check=
  case " $* " in *" --check "*) check=yes ;; esac
  packages build demo ${check:+test}
  build_preset release calloutd callout-agent
  build_console
  [ -z "$check" ] || modules tests/e2e
  for bin in "$PWD"/web/node_modules/node-linux-*/bin; do [ -x "$bin/node" ] && PATH=$bin:$PATH; done
  # exec: Ctrl-C and a signal to ./run reach the demo itself.
  exec node tools/demo.mjs "$@"
}
