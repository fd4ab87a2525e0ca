# SPDX-License-Identifier: Apache-2.0
# ./run build [preset]
main_build() {
  local preset=${1:-release}
  [ "$preset" = release ] && packages build || packages build test
  build_preset "$preset"
  [ "$preset" = release ] && build_console
  say "Programs: build/$preset/src/programs/"
}
