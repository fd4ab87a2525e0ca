// SPDX-License-Identifier: Apache-2.0
// What an idle install costs the server: 1,000 agents over TLS 1.3, enrolled and connected by a load generator that speaks docs/protocol.md.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../../lib/process.mjs";
import { certificates } from "../harness/certificates.mjs";
import { LoadAgents } from "../harness/load_agents.mjs";
import { folder, Stack } from "../harness/stack.mjs";

const count = 1000;

test(`${count} idle installs cost the server at most 40 KiB each`, async (t) => {
  const dir = folder(t);
  const tls = await certificates(dir);
  const stack = await Stack.start(t, { withAgent: false, server: { ca: tls.caPem, config: { tls: { certificate: tls.certificate, key: tls.key } } } });
  const load = new LoadAgents(stack.server, stack.api);
  t.after(() => load.stop());
  // A few first, so that tables and buffers that grow once do not count for the others.
  await load.connect(50);
  const before = stack.server.program.memory();
  await load.connect(count);
  assert.equal(load.live, count + 50);
  await until("all of them online", async () => (await stack.server.metric("callout_agents_connected") ?? await stack.server.metric("callout_agents")) === count + 50, { ms: 30_000, every: 200 });
  const each = (stack.server.program.memory() - before) / count;
  t.diagnostic(`${(each / 1024).toFixed(1)} KiB of server memory for each idle install`);
  assert.ok(each <= 40 * 1024, `${each} bytes each`);
  assert.equal(load.live, count + 50, "connections were lost meanwhile");
});
