// SPDX-License-Identifier: Apache-2.0
// Runs end-to-end scenarios, some beside each other: most of their time they wait, for clocks, for a browser, for a process to start. Called by tools/test.sh:
//   node tools/scenarios.mjs RESULT LOGS FILE...
// Says what came of each scenario when it is over, with all that it printed in LOGS/e2e-NAME.log, and writes RESULT: the numbers of tests that passed and
// failed, then a line for each that failed. E2E_LANES: how many at a time (2).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [result, logs, ...files] = process.argv.slice(2);
const lanes = Number(process.env.E2E_LANES ?? 2);
// These take longest, so they begin first; the others fill what is left.
const longest = ["session_end", "compatibility", "clock_jumps", "access", "client"];
// Chromium gives up HTTP/2 requests in flight (ERR_NETWORK_CHANGED) when an address is added to this machine, as a device with a network of its own does.
const addAddresses = new Set(["compatibility", "demo", "forbidden_targets"]);
const browseByHttp2 = new Set(["client", "reverse_proxy", "tls"]);
const nameOf = (file) => path.basename(file).replace(/\.test\.mjs$/, "");
const rank = (file) => { const at = longest.indexOf(nameOf(file)); return at < 0 ? longest.length : at; };
const line = files.toSorted((a, b) => rank(a) - rank(b));
const running = new Set();
const disturb = (a, b) => addAddresses.has(a) && browseByHttp2.has(b);
const mayRun = (file) => ![...running].some((other) => disturb(nameOf(file), other) || disturb(other, nameOf(file)));
const all = { passed: 0, failures: [] };
const began = performance.now();
const seconds = (since) => `${Math.round((performance.now() - since) / 1000)} s`;

/** One scenario in a process of its own: how it ended, and the TAP that it wrote. */
async function drive(file, log, tap) {
  writeFileSync(tap, "");
  const out = openSync(log, "w");
  const to = (reporter, destination) => [`--test-reporter=${reporter}`, `--test-reporter-destination=${destination}`];
  const child = spawn(process.execPath, ["--test", "--test-concurrency=1", "--test-timeout=900000", "--test-force-exit", ...to("spec", "stdout"), ...to("tap", tap), file], { stdio: ["ignore", out, out] });
  const [code, signal] = await once(child, "exit");
  closeSync(out);
  return { ended: code ?? signal, text: readFileSync(tap, "utf8") };
}

async function run(file) {
  const name = nameOf(file);
  const log = `${logs}/e2e-${name}.log`;
  const since = performance.now();
  const { ended, text } = await drive(file, log, `${logs}/e2e-${name}.tap`);
  const count = (what) => Number(new RegExp(`^# ${what} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
  const failed = [...text.matchAll(/^ *not ok \d+ - (.*)$/gm)].map((match) => match[1]);
  if (failed.length === 0 && ended !== 0) failed.push(`the scenario itself (${ended})`);
  all.passed += count("pass");
  all.failures.push(...failed.map((test) => `${name}: ${test}`));
  if (failed.length > 0) {
    console.log(`e2e: ${name}: FAILED after ${seconds(since)}. The end of ${log}:`);
    for (const each of readFileSync(log, "utf8").trimEnd().split("\n").slice(-40)) console.log(`  | ${each}`);
    return;
  }
  console.log(`e2e: ${name}: ${count("pass")} passed in ${seconds(since)}`);
  for (const [, note] of text.matchAll(/^ *# ([^ ].*)$/gm)) if (!/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms|Subtest)/.test(note)) console.log(`    ${note}`);
}

console.log(`${files.length} scenarios, ${Math.min(lanes, files.length)} at a time ...`);
await new Promise((resolve) => {
  const next = () => {
    for (let at = line.findIndex(mayRun); at >= 0 && running.size < lanes; at = line.findIndex(mayRun)) {
      const [file] = line.splice(at, 1);
      running.add(nameOf(file));
      run(file).finally(() => { running.delete(nameOf(file)); next(); });
    }
    if (running.size === 0) resolve();
  };
  next();
});
console.log(`Scenarios: done in ${seconds(began)}`);
writeFileSync(result, [all.passed, all.failures.length, ...all.failures, ""].join("\n"));
