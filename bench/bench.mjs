// SPDX-License-Identifier: Apache-2.0
// ./run bench: Callout beside the nginx-tls2 chain, in alternation, in one run. Only ratios of one run mean anything: the machine is shared by
// client, device and both contestants. Writes bench/results/<date>.md and .json.
import { createHash, randomBytes } from "node:crypto";
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { cpus, loadavg, release, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { launch } from "../tests/e2e/harness/browser.mjs";
import { certificates } from "../tests/e2e/harness/certificates.mjs";
import { root } from "../tests/e2e/harness/server.mjs";
import { run } from "../tests/lib/process.mjs";
import { startCallout } from "./callout.mjs";
import { startChain, startDevice } from "./chain.mjs";
import { download, firmware, median, open, reload, requests, slowReader, upload } from "./measure.mjs";

const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
/** From browser to device and back, half of it before the server and half behind. */
const kRoundTripMs = 100;
const only = process.argv.slice(2);
const wanted = (name) => only.length === 0 || only.includes(name);
const dir = mkdtempSync(path.join(tmpdir(), "callout-bench-"));
const stops = [];
const rows = [];

const round = (value, digits = 2) => Number(value.toFixed(digits));
function row(what, unit, nginx, callout, goal, betterIsLess) {
  const entry = { what, unit, nginx: round(nginx, 3), callout: round(callout, 3), ratio: round(callout / nginx), goal, betterIsLess };
  rows.push(entry);
  console.log(`${what.padEnd(44)} nginx ${String(round(nginx)).padStart(10)}  callout ${String(round(callout)).padStart(10)}  ${unit.padEnd(10)} ratio ${entry.ratio}${goal ? `  (goal ${goal})` : ""}`);
}

/** `rounds` measurements of both, in alternation, after one of each that does not count; a function from a field to both medians. */
async function both(contestants, measure) {
  const results = new Map(contestants.map((c) => [c.name, []]));
  for (let i = 0; i <= rounds; i += 1) {
    for (const contestant of contestants) {
      const result = await measure(contestant);
      if (i > 0) results.get(contestant.name).push(result);
    }
  }
  return (field) => contestants.map((c) => median(results.get(c.name).map(field)));
}

async function openMedian(contestant) {
  const all = [];
  for (let i = 0; i < 15; i += 1) all.push((await open(contestant)).ms);
  return median(all);
}

async function measureAll(contestants) {
  // First, while no earlier load has left memory behind that would hide what a slow reader takes.
  if (wanted("slow")) {
    const of = await both(contestants, (c) => slowReader(c, 4));
    row("slow reader of 1 GiB: peak memory above idle", "MiB", ...of((r) => Math.max(r.mib, 0.01)), "<= 8 MB", true);
  }
  for (const [connections, goal] of wanted("requests") ? [[1, ">= 1.0"], [16, ">= 1.4"], [64, ">= 1.3"], [256, ">= 1.4"]] : []) {
    const of = await both(contestants, (c) => requests(c, connections, seconds));
    row(`1 KiB requests, ${connections} connections`, "/s", ...of((r) => r.perSecond), goal);
    row(`  p50`, "ms", ...of((r) => r.p50), "", true);
    row(`  p99`, "ms", ...of((r) => r.p99), "", true);
    row(`  server CPU per request`, "us", ...of((r) => (r.serverCpu / r.count) * 1e6), connections === 16 ? "<= 0.75" : "", true);
    row(`  agent CPU per request`, "us", ...of((r) => (r.agentCpu / r.count) * 1e6), "", true);
  }
  if (wanted("download")) {
    const of = await both(contestants, download);
    row("1 GiB download", "MB/s", ...of((r) => r.mbPerSecond), ">= 1.0");
    row("  server CPU per GB", "s", ...of((r) => r.serverCpu / 1.073741824), "<= 1.0", true);
  }
  if (wanted("upload")) {
    const file = `${dir}/256m`;
    const descriptor = openSync(file, "w");
    ftruncateSync(descriptor, 256 << 20);
    closeSync(descriptor);
    const of = await both(contestants, (c) => upload(c, file));
    row("256 MiB upload", "MB/s", ...of((r) => r.mbPerSecond), ">= 1.0");
  }
  if (wanted("firmware")) {
    const file = `${dir}/firmware`;
    const image = randomBytes(1 << 20);
    const hash = createHash("sha256");
    const descriptor = openSync(file, "w");
    for (let i = 0; i < 500; i += 1) { writeSync(descriptor, image); hash.update(image); }
    closeSync(descriptor);
    const sent = { file, size: 500 << 20, sha256: hash.digest("hex") };
    const of = await both(contestants, (c) => firmware(c, sent));
    row("500 MiB to a device that takes 50 MB/s", "MB/s", ...of((r) => r.mbPerSecond), ">= 1.0");
    row("  server: peak memory above idle", "MiB", ...of((r) => r.server), "", true);
    row("  agent: peak memory above idle", "MiB", ...of((r) => r.agent), "", true);
  }
  if (wanted("open")) {
    const of = await both(contestants, async (c) => ({ ms: await openMedian(c) }));
    row("fresh session, click to first byte", "ms", ...of((r) => r.ms), "<= 30 ms", true);
  }
}

/** A page of 60 parts over a long way (path.mjs), for the first time and again, in Chromium. */
async function measureReload(dir, device, tls) {
  const far = { roundTripMs: kRoundTripMs / 2 };
  for (const folder of ["chain", "callout"]) mkdirSync(`${dir}/far/${folder}`, { recursive: true });
  const contestants = [];
  for (const start of [() => startChain(`${dir}/far/chain`, device, tls, far), () => startCallout(`${dir}/far/callout`, device, tls, far)]) {
    const contestant = await start();
    stops.push(contestant.stop);
    contestants.push(contestant);
  }
  const key = await run("sh", ["-c", 'openssl x509 -in "$1" -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64', "sh", tls.certificate]);
  const { wholeBrowser: browser } = await launch(null, { args: [`--ignore-certificate-errors-spki-list=${key.stdout.trim()}`] });
  stops.push(() => browser.close());
  for (const [path, parts] of [["/kept/index.html", "that may be kept"], ["/asked/index.html", "that must be asked about"]]) {
    const of = await both(contestants, (c) => reload(c, browser, path));
    row(`page of 60 parts ${parts}, ${kRoundTripMs} ms away`, "ms", ...of((r) => r.first), "", true);
    row(`  reloaded`, "ms", ...of((r) => r.again), "", true);
    row(`  reloaded, last byte over the network`, "round trips", ...of((r) => r.network / kRoundTripMs), path.startsWith("/kept") ? "little more than 1" : "", true);
    row(`  parts asked for again`, "", ...of((r) => Math.max(r.asked, 0.001)), "", true);
  }
}

function report(machine, coldStart) {
  const date = new Date().toISOString().slice(0, 10);
  const lines = rows.map((r) => `| ${r.what.trim()} | ${r.unit} | ${round(r.nginx)} | ${round(r.callout)} | ${r.ratio} | ${r.goal} |`);
  mkdirSync(`${root}/bench/results`, { recursive: true });
  writeFileSync(`${root}/bench/results/${date}.json`, `${JSON.stringify({ date, machine, seconds, rounds, coldStartMs: round(coldStart, 0), rows }, null, 2)}\n`);
  writeFileSync(`${root}/bench/results/${date}.md`, `# Benchmark of ${date}

Callout beside nginx-tls2 (nginx with TLS 1.3 in front, TLS to a second nginx, the device's nginx behind it), on one machine with client and device,
alternating, ${rounds} rounds of ${seconds} s after one that does not count; medians. The ratio is Callout / nginx. \`./run bench\` repeats it.

${machine.cores} cores (${machine.cpu}), ${machine.memory}, Linux ${machine.kernel}, ${machine.nginx}, commit ${machine.commit}, load ${machine.load} before. Callout was ready ${round(coldStart, 0)} ms after its start.

| what | unit | nginx-tls2 | Callout | ratio | goal |
|---|---|---|---|---|---|
${lines.join("\n")}
`);
  console.log(`Written: bench/results/${date}.md and .json`);
}

async function stopAll() {
  for (const stop of stops.splice(0).reverse()) await stop().catch((error) => console.error(error.message));
  rmSync(dir, { recursive: true, force: true });
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stopAll().then(() => process.exit(130)));

try {
  const tls = await certificates(dir);
  const device = await startDevice(dir);
  stops.push(device.stop);
  const chain = await startChain(dir, device, tls);
  stops.push(chain.stop);
  const callout = await startCallout(dir, device, tls);
  stops.push(callout.stop);
  const version = async (command, args) => { const done = await run(command, args); return (done.stdout + done.stderr).trim().split("\n")[0]; };
  const machine = {
    cores: cpus().length, cpu: cpus()[0].model.trim(), memory: `${Math.round(totalmem() / 2 ** 30)} GiB`, kernel: release().split("-")[0],
    // Of the minute before: above about 1, others were at work and the figures are not worth keeping.
    load: round(loadavg()[0]), nginx: (await version("/usr/sbin/nginx", ["-v"])).replace("nginx version: ", ""), commit: (await version("git", ["-C", root, "rev-parse", "--short", "HEAD"])),
  };
  await measureAll([chain, callout]);
  if (wanted("reload")) await measureReload(dir, device, tls);
  if (only.length === 0) report(machine, callout.coldStart);
  await stopAll();
} catch (error) {
  console.error(error.stack);
  await stopAll();
  process.exit(1);
}
