// SPDX-License-Identifier: Apache-2.0
// House rules that a compiler does not see. Each line printed names the file and the rule.
import { readFileSync, readdirSync } from "node:fs";

const root = new URL("../", import.meta.url);
const files = ["src", "dev", "tools"]
  .flatMap((folder) => readdirSync(new URL(folder, root), { recursive: true }).map((name) => `${folder}/${name}`))
  .filter((name) => /\.(ts|tsx|js|mjs|css|sh)$/.test(name));

const kMarkup = /dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML|document\.write/;
/** The files that keep the colours and the language. */
const kPreferences = ["src/lib/preferences.ts", "src/boot.js", "src/main.tsx"];

const rules = [
  ["the SPDX line comes first", (text) => /^(#![^\n]*\n)?(\/\/|\/\*|#) SPDX-License-Identifier: Apache-2\.0/.test(text)],
  ["text of devices and agents is never markup", (text, name) => !name.startsWith("src/") || !kMarkup.test(text)],
  ["the CSP allows no code from text", (text, name) => !name.startsWith("src/") || !/\beval\(|new Function\(/.test(text)],
  ["nothing secret is kept in the browser's storage", (text, name) => kPreferences.includes(name) || !/\b(local|session)Storage\b/.test(text)],
  ["no line is longer than 170 columns", (text, name) => name.endsWith("schema.d.ts") || text.split("\n").every((line) => line.length <= 170)],
  ["no spaces end a line", (text, name) => name.endsWith("schema.d.ts") || !/[ \t]+$/m.test(text)],
];
// The rule file itself names the words that it forbids, but it lies in tools/, where those rules do not look.
let broken = 0;
for (const name of files) {
  const text = readFileSync(new URL(name, root), "utf8");
  for (const [rule, holds] of rules) {
    if (holds(text, name)) continue;
    console.error(`${name}: ${rule}`);
    broken += 1;
  }
}
const pinned = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
for (const group of ["dependencies", "devDependencies", "optionalDependencies"]) {
  for (const [name, version] of Object.entries(pinned[group])) {
    if (/^\d+\.\d+\.\d+$/.test(version)) continue;
    console.error(`package.json: ${name} is not pinned to one version`);
    broken += 1;
  }
}
process.exit(broken ? 1 : 0);
