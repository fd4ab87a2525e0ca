# SPDX-License-Identifier: Apache-2.0
# ./run lint, and the first suite of ./run test. Each check is one "test"; failures of all of them are shown, not only the first.
main_lint() {
  packages build test
  local failed=0 check
  for check in $lint_checks; do step "lint-$check" "Checking $check" "lint_$check" || failed=1; done
  return $failed
}

lint_checks="format includes include-rules-test scripts tidy"

lint_format() { git ls-files -z 'src/*.cc' 'src/*.h' | xargs -0 -r clang-format-19 --dry-run -Werror; }
lint_includes() { python3 tools/check_includes.py; }
lint_include-rules-test() { python3 tools/check_includes_test.py; }
lint_scripts() {
  local file
  for file in run .ci/run $(git ls-files '*.sh'); do bash -n "$file" || return; done
  for file in $(git ls-files 'tests/*.mjs' 'tools/*.mjs' 'bench/*.mjs'); do node --check "$file" || return; done
}
lint_tidy() {
  # The asan preset compiles in batches, which clang-tidy does not see through.
  [ -e build/dev/build.ninja ] || cmake --preset dev || return
  python3 tools/tidy.py build/dev "${TIDY_SECONDS:-120}"
}
