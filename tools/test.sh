# SPDX-License-Identifier: Apache-2.0
# ./run test [suite...]: fast suites first. Unit tests are built once, with ASan and UBSan; the end-to-end tests use the release build, as shipped.
# Every suite runs whatever the others gave; what failed is shown when it fails and again at the end.
main_test() {
  local suites="lint unit web e2e demo" started=$SECONDS suite
  passed=0 failed=0 failures=() e2e_filter=()
  case ${1:-} in
    "") ;;
    e2e) suites=e2e; shift; e2e_filter=("$@") ;;
    *) suites=$* ;;
  esac
  for suite in $suites; do declare -F "suite_$suite" >/dev/null || die "There is no suite '$suite'. Suites: lint unit web e2e demo tsan"; done
  packages build test demo || die "The packages could not be installed."
  for suite in $suites; do
    say "== $suite"
    "suite_$suite"
  done
  if [ ${#failures[@]} -gt 0 ]; then
    say "== failed"
    printf '  %s\n' "${failures[@]}"
  fi
  say "$((SECONDS - started)) s in all"
  say "$passed passed, $failed failed"
  [ $failed -eq 0 ] && [ $passed -gt 0 ]
}

# count SUITE PASSED FAILED [name of a failed test...]
count() {
  local suite=$1
  passed=$((passed + $2)) failed=$((failed + $3))
  say "$suite: $2 passed, $3 failed"
  shift 3
  for name in "$@"; do failures+=("$suite: $name"); done
}

# one SUITE NAME COMMAND...: a command that is one test by itself.
one() {
  local suite=$1 name=$2
  shift 2
  if step "$suite-$name" "$suite: $name" "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); failures+=("$suite: $name"); fi
}

suite_lint() {
  . tools/lint.sh
  local check
  for check in $lint_checks; do one lint "$check" "lint_$check"; done
}

# unit_tests PRESET
unit_tests() {
  local log=$logs/unit-$1.log names bad
  build_preset "$1" || { count "unit ($1)" 0 1 "the build"; return; }
  step "unit-$1" "Running the unit tests ($1)" ctest --preset "$1" -j "$(nproc)" --output-on-failure --no-tests=error || true
  mapfile -t names < <(sed -n 's/^[[:space:]]*[0-9]* - \(.*\) (\(Failed\|Timeout\|SEGFAULT\|Subprocess.*\|Not Run\|.*\))$/\1/p' "$log")
  bad=${#names[@]}
  local total
  total=$(sed -n 's/.* tests failed out of \([0-9]*\)$/\1/p' "$log")
  if [ -z "$total" ]; then count "unit ($1)" 0 1 "ctest did not finish: $log"; else count "unit ($1)" $((total - bad)) "$bad" "${names[@]}"; fi
}
suite_unit() { unit_tests asan; }
suite_tsan() { unit_tests tsan; }

suite_web() {
  modules web || { count web 0 1 "npm ci"; return; }
  one web lint npm --prefix web run lint
  one web test npm --prefix web test
  one web build npm --prefix web run build
}

# prepare_e2e: what end-to-end tests and the demo need; says what failed.
prepare_e2e() {
  build_preset release calloutd callout-agent callout && build_console && modules tests/e2e
}

suite_e2e() {
  prepare_e2e || { count e2e 0 1 "the set-up"; return; }
  local files=(tests/e2e/scenarios/*.test.mjs) result=$logs/e2e.result names=()
  if [ ${#e2e_filter[@]} -gt 0 ]; then files=("${e2e_filter[@]/#/tests/e2e/scenarios/}"); files=("${files[@]/%/.test.mjs}"); fi
  rm -f "$result"
  node24 tools/scenarios.mjs "$result" "$logs" "${files[@]}" || true
  [ -s "$result" ] || { count e2e 0 1 "the runner of the scenarios"; return; }
  mapfile -t names <"$result"
  count e2e "${names[0]}" "${names[1]}" "${names[@]:2}"
}

suite_demo() {
  prepare_e2e || { count demo 0 1 "the set-up"; return; }
  one demo check ./run demo --reset --check
}
