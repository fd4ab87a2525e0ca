#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy within a time budget: tidy.py BUILD-DIR SECONDS

Files that differ from the last commit's parent come first, then the others, beginning at another place each day, so that over some runs all are seen.
A file that passed is not looked at again until it, its own header or .clang-tidy changes. Called by `./run lint`.
"""

import concurrent.futures
import datetime
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def changed():
    lines = []
    for args in (["diff", "--name-only", "HEAD~1"], ["diff", "--name-only"], ["ls-files", "--others", "--exclude-standard"]):
        lines += subprocess.run(["git", *args], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    return {str(ROOT / line) for line in lines}


def fingerprint(file):
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    for part in (Path(file), Path(file).with_suffix(".h")):
        if part.exists():
            digest.update(part.read_bytes())
    return digest.hexdigest()


def main():
    build, seconds = Path(sys.argv[1]).resolve(), float(sys.argv[2])
    end = time.monotonic() + seconds
    passed = build / "tidy"
    passed.mkdir(exist_ok=True)
    files = sorted({e["file"] for e in json.loads((build / "compile_commands.json").read_text()) if str(ROOT / "src") in e["file"]})
    first = changed()
    start = datetime.date.today().toordinal() * 17 % max(1, len(files))
    order = [f for f in files if f in first] + [f for f in files[start:] + files[:start] if f not in first]
    todo = [f for f in order if not (passed / fingerprint(f)).exists()]
    looked, failed = 0, 0

    def tidy(file):
        if time.monotonic() > end:
            return None
        mark = fingerprint(file)
        done = subprocess.run(["nice", "clang-tidy-19", "-p", str(build), "--quiet", file], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            (passed / mark).touch()
        return done

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for file, done in zip(todo, pool.map(tidy, todo)):
            if done is None:
                continue
            looked += 1
            if done.returncode != 0:
                failed += 1
                print(f"{os.path.relpath(file, ROOT)}:\n{done.stdout}{done.stderr}", flush=True)
    print(f"clang-tidy: {failed} of {looked} files failed; {len(files) - len(todo)} passed before, {len(todo) - looked} left for another run")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
