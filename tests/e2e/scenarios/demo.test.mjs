// SPDX-License-Identifier: Apache-2.0
// The demo as a newcomer meets it: it says what to click, Ctrl-C leaves nothing behind, and the second start is quick and keeps its state.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { Program } from "../../lib/process.mjs";
import { Api } from "../harness/client.mjs";
import { root } from "../harness/server.mjs";
import { folder } from "../harness/stack.mjs";

/** Command lines of the processes that name `text`. */
function processesWith(text) {
  return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid).flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return line.includes(text) ? [line] : [];
    } catch { return []; }
  });
}

test("the demo starts, is stopped by Ctrl-C, and starts again within 10 s with its state", async (t) => {
  const dir = `${folder(t)}/demo`;
  const start = async () => {
    const began = performance.now();
    const program = new Program(process.execPath, [`${root}/tools/demo.mjs`], { env: { DEMO_DIR: dir } });
    t.after(() => program.stop());
    await program.line("the last line of the explanation", (line) => /Ctrl-C stops everything/.test(line), 60_000);
    return { program, seconds: (performance.now() - began) / 1000 };
  };
  const facts = (output) => Object.fromEntries([...output.matchAll(/^ {2}(Console|E-mail|Password) +(\S+)$/gm)].map((m) => [m[1], m[2]]));

  const first = await start();
  const said = facts(first.program.output);
  const api = new Api(said.Console);
  await api.signIn(said["E-mail"], said.Password);
  const { items } = await api.get("/devices");
  assert.ok(items.length >= 3, `${items.length} devices`);
  for (const device of items) assert.equal(device.status, "reachable", device.name);
  api.close();

  first.program.signal_group("SIGINT");
  await first.program.ended;
  assert.equal(first.program.code, 0, first.program.output);
  assert.deepEqual(processesWith(dir), []);

  const second = await start();
  assert.ok(second.seconds < 10, `the second start took ${second.seconds} s`);
  assert.deepEqual(facts(second.program.output), said, "console and credentials are those of the first start");
  t.diagnostic(`first start ${first.seconds.toFixed(1)} s, second ${second.seconds.toFixed(1)} s`);
  second.program.signal_group("SIGTERM");
  await second.program.ended;
  assert.deepEqual(processesWith(dir), []);
});
