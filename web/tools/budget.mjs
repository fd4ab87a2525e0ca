// SPDX-License-Identifier: Apache-2.0
// Fails the build when the console grows over what a technician on a phone should have to wait for.
// Initial means: what index.html names, and all that those modules import statically.
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { gzipSync } from "node:zlib";

const kScriptLimitBytes = 250_000;
const kStyleLimitBytes = 40_000;

const dist = new URL("../dist/", import.meta.url);
const read = (path) => readFileSync(new URL(`.${path}`, dist));
const page = read("/index.html").toString();
const named = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);

const initial = new Set();
const visit = (path) => {
  if (initial.has(path)) return;
  initial.add(path);
  if (!path.endsWith(".js")) return;
  const imports = read(path).toString().matchAll(/(?:^|[;}\s])(?:import|export)(?:[^"'()]*?from)?\s*["'](\.[^"']+)["']/g);
  for (const match of imports) visit(posix.resolve(posix.dirname(path), match[1]));
};
named.forEach(visit);

const size = (end) => [...initial].filter((path) => path.endsWith(end)).reduce((sum, path) => sum + gzipSync(read(path)).length, 0);
let failed = false;
for (const [what, bytes, limit] of [
  ["JavaScript", size(".js"), kScriptLimitBytes],
  ["CSS", size(".css"), kStyleLimitBytes],
]) {
  const over = bytes === 0 || bytes > limit;
  failed ||= over;
  console.log(`${over ? "FAILED" : "ok"}: initial ${what} ${(bytes / 1000).toFixed(1)} kB gzip, limit ${limit / 1000} kB`);
}
process.exit(failed ? 1 : 0);
