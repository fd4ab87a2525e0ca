# SPDX-License-Identifier: Apache-2.0
# ./run bench [name...]: set-up, then bench/bench.mjs.
main_bench() {
  packages build test bench
  build_preset release calloutd callout-agent
  build_console
  modules tests/e2e
  node24 bench/bench.mjs "$@"
}
