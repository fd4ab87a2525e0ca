# SPDX-License-Identifier: Apache-2.0
# ./run fuzz [seconds]: every libFuzzer target from its seed corpus (tests/fuzz/corpus/TARGET/) and dictionary (tests/fuzz/TARGET.dict, if any),
# the time shared among them. What it learns is kept in build/fuzz/corpus/; an input that crashes a target is left in build/fuzz/crashes/ and fails
# the run.
main_fuzz() {
  packages build test
  build_preset fuzz
  local targets target each failed=0
  targets=(build/fuzz/fuzz/*_fuzz)
  [ -x "${targets[0]}" ] || die "The fuzz preset built no target."
  each=$((${1:-600} / ${#targets[@]}))
  [ $each -gt 0 ] || each=1
  mkdir -p build/fuzz/crashes
  for target in "${targets[@]}"; do
    local name=${target##*/} seeds words
    mkdir -p "build/fuzz/corpus/$name"
    seeds=tests/fuzz/corpus/$name
    [ -d "$seeds" ] || { say "$name has no seed corpus in $seeds"; failed=1; seeds=; }
    words=tests/fuzz/$name.dict
    [ -f "$words" ] || words=
    step "fuzz-$name" "Fuzzing $name for $each s" "$target" -max_total_time=$each -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
      -artifact_prefix=build/fuzz/crashes/"$name"- ${words:+-dict="$words"} "build/fuzz/corpus/$name" ${seeds:+"$seeds"} || failed=1
  done
  [ $failed = 0 ] || die "Fuzzing failed: see above and build/fuzz/crashes/"
}
