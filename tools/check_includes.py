#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps who may include whom (ARCHITECTURE.md), so that the tree keeps showing the architecture.

Reads every .h and .cc below src/ and every src/*/CMakeLists.txt, prints each breach as FILE:LINE: reason, and exits 1 if there was one.
Called by `./run lint` and the first suite of `./run test`; standard library only. `--root DIR` checks another tree (its own test does).
"""

import argparse
import re
import sys
from pathlib import Path

# A folder may include itself, base, and these. A line is missing here only if the folder does not exist yet.
MAY_INCLUDE = {
    "base": [],
    "wire": [],
    "model": [],
    "net": ["wire"],
    "http": ["wire", "net"],
    "tunnel": ["wire", "net"],
    "agent": ["tunnel", "wire", "net"],
    "client": ["tunnel", "wire", "net"],
    "discovery": ["tunnel", "wire", "net"],
    "access": ["model"],
    "store": ["model"],
    "audit": ["store", "model"],
    "rights": ["access", "audit", "store", "model"],
    "mail": ["store", "model"],
    "identity": ["store", "audit", "mail", "model"],
    "jobs": ["store", "audit", "model"],
    "sessions": ["rights", "access", "jobs", "store", "audit", "mail", "model"],
    "customers": ["sessions", "rights", "access", "identity", "audit", "mail", "store", "model"],
    "relay": ["sessions", "jobs", "tunnel", "http", "wire", "net", "model"],
    "api": ["customers", "sessions", "rights", "jobs", "identity", "audit", "mail", "access", "store", "model", "http", "wire", "net"],
    "programs": ["*"],
}

# Libraries that only some folders may name: the rest of the tree talks to our own interface instead.
ONLY_IN = [
    (r"sys/epoll\.h", ["net"], "waiting stays behind net/"),
    (r"boost/(asio|beast)\b", [], "Asio and Beast are not used (ADR 0050)"),
    (r"openssl/", ["net"], "OpenSSL stays behind net/"),
    (r"nghttp2/", ["net"], "nghttp2 stays behind net/"),
    (r"(soci|sqlite3)\b", ["store"], "SQL stays in store/"),
    (r"curl/", ["mail"], "libcurl stays in mail/"),
    (r"liboath/", ["identity"], "liboath stays behind identity/totp"),
    (r"zlib\.h", ["relay"], "content codings stay in relay/coding"),
    (r"toml\+\+/", ["base"], "toml++ stays behind base/"),
    (r"spdlog/", ["base"], "spdlog stays behind base/"),
    (r"date/", ["model"], "time zones stay behind model/time_zone"),
    (r"CLI/", ["programs"], "the command line is read in programs/"),
]

UMBRELLAS = {"bits/stdc++.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
DEPS = re.compile(r"callout_module\(\s*(\w+)([^)]*)\)", re.DOTALL)
KEYWORDS = {"DEPS", "LIBS", "PRIVATE_LIBS"}


def allowed(folder, target):
    may = MAY_INCLUDE[folder]
    return target in (folder, "base") or "*" in may or target in may


def check_source(path, folder, folders, source):
    """Yields (line number, reason) for one source file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != "// SPDX-License-Identifier: Apache-2.0":
        yield 1, "the first line is not the SPDX licence line"
    if path.suffix == ".h" and "#pragma once" not in lines:
        yield 1, "a header has #pragma once"
    for number, line in enumerate(lines, 1):
        # A fuzz target's entry point stands outside of all namespaces.
        if re.match(r"\s*using namespace\b", line) and not re.search(r"_literals;", line) and not path.name.endswith("_fuzz.cc"):
            yield number, "no `using namespace`, except of literals"
        match = INCLUDE.match(line)
        if not match:
            continue
        quote, name = match.groups()
        if name in UMBRELLAS:
            yield number, f"<{name}> is an umbrella header: include its parts"
        for pattern, homes, reason in ONLY_IN:
            if quote == "<" and re.match(pattern, name) and folder not in homes:
                yield number, f"<{name}>: {reason}"
        top = name.split("/")[0]
        if quote == '"':
            if name == "callout_version.h":
                continue
            if "/" not in name or top not in folders or ".." in name:
                yield number, f'"{name}": include by path from src/'
            elif not allowed(folder, top):
                yield number, f'{folder}/ may not include {top}/ ("{name}")'
            elif name.endswith("_testing.h") and not re.search(r"_(test|fuzz|testing|bench)\.(cc|h)$", path.name):
                yield number, f'"{name}" is for tests and fuzz targets only'
        elif (source / name).exists():
            yield number, f'<{name}>: headers of the project stand in quotes'


def check_links(path, folder):
    """Yields (line number, reason) where a CMake target links a folder that its sources may not include."""
    text = path.read_text(encoding="utf-8")
    for match in DEPS.finditer(text):
        words = match.group(2).split()
        dependencies = []
        if "DEPS" in words:
            for word in words[words.index("DEPS") + 1:]:
                if word in KEYWORDS:
                    break
                dependencies.append(word)
        line = text[: match.start()].count("\n") + 1
        if match.group(1) != folder:
            yield line, f"the target of {folder}/ is named {folder}, not {match.group(1)}"
        for dependency in dependencies:
            if not allowed(folder, dependency):
                yield line, f"{folder} may not link {dependency}"


def check_tree(source):
    """Returns the list of breaches of the tree at `source` (the src folder)."""
    folders = sorted(p.name for p in source.iterdir() if p.is_dir())
    found = []
    for folder in folders:
        if folder not in MAY_INCLUDE:
            found.append(f"{source / folder}:1: no rule says what {folder}/ may include: add it to tools/check_includes.py and ARCHITECTURE.md")
            continue
        for path in sorted((source / folder).rglob("*")):
            if path.suffix in (".h", ".cc"):
                found += [f"{path}:{line}: {reason}" for line, reason in check_source(path, folder, folders, source)]
            elif path.name == "CMakeLists.txt":
                found += [f"{path}:{line}: {reason}" for line, reason in check_links(path, folder)]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    source = parser.parse_args().root / "src"
    found = check_tree(source)
    for line in found:
        print(line)
    print(f"include rules: {len(found)} breaches" if found else "include rules: kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
