// SPDX-License-Identifier: Apache-2.0
// Keeps package-lock.json free of what ties it to one machine: registry hosts, and `engines`, by which npm on Debian's
// Node 18 would silently leave out the native parts of the build although the scripts run on the Node of the lock file.
// Run after a change of the dependencies; `--check` (part of the lint) only says whether it is needed.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const before = readFileSync(file, "utf8");
const lock = JSON.parse(before);
for (const entry of Object.values(lock.packages)) {
  delete entry.engines;
  delete entry.resolved;
}
const after = `${JSON.stringify(lock, null, 2)}\n`;
if (after === before) process.exit(0);
if (process.argv.includes("--check")) {
  console.error("package-lock.json names engines or registry hosts: run `npm run lock` and commit it");
  process.exit(1);
}
writeFileSync(file, after);
