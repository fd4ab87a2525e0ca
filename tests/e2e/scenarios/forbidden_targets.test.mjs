// SPDX-License-Identifier: Apache-2.0
// The agent refuses forbidden targets whatever the server asks: each is added and opened through the real API, and either the server turns the
// address away (422) or the agent refuses it. Listeners stand on the targets that this host can give, and see no connection.
import assert from "node:assert/strict";
import net from "node:net";
import { networkInterfaces } from "node:os";
import test from "node:test";
import { once } from "node:events";
import { network } from "../../devices/network.mjs";
import * as recorder from "../../devices/recorder.mjs";
import { folder, Stack } from "../harness/stack.mjs";

const own = Object.values(networkInterfaces()).flat().filter((a) => !a.internal && !a.address.startsWith("fe80"));

const addresses = {
  "this network": ["0.0.0.0", "0.1.2.3", "0.255.255.255"],
  "loopback": ["127.0.0.1", "127.0.0.2", "127.1.2.3", "127.255.255.254", "::1"],
  "link-local": ["169.254.0.1", "169.254.169.254", "169.254.255.255", "fe80::1", "fe80::1%lo", "febf::1"],
  "multicast and broadcast": ["224.0.0.1", "224.0.0.251", "239.255.255.250", "ff02::1", "ff05::2", "255.255.255.255", "240.0.0.1"],
  "unspecified": ["::", "::0", "0:0:0:0:0:0:0:0"],
  "IPv4 inside IPv6": ["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:0:127.0.0.1", "::127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::127.0.0.1", "2002:7f00:1::", "2002:a9fe:a9fe::", "::ffff:10.213.0.1"],
  "odd notations": ["127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.01", "127.0.0.1.", " 127.0.0.1", "127.0.0.1 ", "0", "0x0", "127.000.000.001", "①②⑦.0.0.1", "127.0.0.1\u0000", "127。0。0。1"],
  "names": ["localhost", "localhost.localdomain", "ip6-localhost", "callout.localhost", "127.0.0.1.nip.io", "metadata.google.internal", "example.com"],
  "with something around": ["[::1]", "[127.0.0.1]", "127.0.0.1:80", "http://127.0.0.1", "user@127.0.0.1", "127.0.0.1/", "127.0.0.1#", "127.0.0.1\\", "127.0.0.1,10.0.0.1", "10.0.0.1%0a127.0.0.1", ""],
  "this host's own": own.map((a) => a.address),
};

test("at least 50 forbidden addresses are refused and never dialled", async (t) => {
  // The port is the same for all of them, so that one listener on every address of this host shows any dial.
  const seen = [];
  const listener = net.createServer((socket) => { seen.push(socket.localAddress); socket.destroy(); }).listen(0, "::");
  await once(listener, "listening");
  t.after(() => listener.close());
  const { port } = listener.address();
  const stack = await Stack.start(t, {});
  let count = 0;
  let byAgent = 0;
  for (const [kind, list] of Object.entries(addresses)) {
    await t.test(kind, async () => {
      for (const address of list) {
        count += 1;
        const made = await stack.api.ask("POST", "/devices", { name: `target ${count}`, install: stack.install, address, endpoints: [{ scheme: "http", port }] });
        if (made.status === 422) continue;
        assert.equal(made.status, 201, `${JSON.stringify(address)}: ${made.status} ${made.text}`);
        const device = await stack.checked(made.json.id, ["refused", "unreachable"]);
        assert.equal(device.status, "refused", `${JSON.stringify(address)} is ${device.status}: ${device.status_detail}`);
        const session = await stack.api.post(`/devices/${device.id}/sessions`);
        const closed = await stack.closed(session.id, 20_000);
        assert.equal(closed.failure?.code, "agent_refused", `${JSON.stringify(address)}: ${JSON.stringify(closed.failure)}`);
        byAgent += 1;
        await stack.api.delete(`/devices/${device.id}`);
      }
      assert.deepEqual(seen, [], "a forbidden target was dialled");
    });
  }
  t.diagnostic(`${count} addresses: ${byAgent} refused by the agent, the others are not addresses to the server either`);
  assert.ok(count >= 50, `${count} addresses`);
});

test("only the allowed port of an allowed loopback device is dialled", async (t) => {
  const allowed = await recorder.start();
  const other = await recorder.start();
  t.after(() => other.stop());
  const stack = await Stack.start(t, { devices: [allowed] });
  await stack.openSession(stack.devices[0]);
  const device = await stack.addDevice(other, { expected: ["refused", "unreachable", "reachable"], name: "another port" });
  assert.equal(device.status, "refused");
  const closed = await stack.closed((await stack.api.post(`/devices/${device.id}/sessions`)).id, 20_000);
  assert.equal(closed.failure.code, "agent_refused");
  assert.equal(other.connections, 0);
});

test("ports beyond those that the site's own file allows are refused", async (t) => {
  const stack = await Stack.start(t, { agent: { policy: { ports: ["80", "443", "8000-8999"] } } });
  for (const port of [22, 79, 81, 445, 3389, 7999, 9000, 65535]) {
    const { id } = await stack.api.post("/devices", { name: `port ${port}`, install: stack.install, address: "10.213.254.9", endpoints: [{ scheme: "http", port }] });
    const device = await stack.checked(id, ["refused", "unreachable", "reachable"]);
    assert.equal(device.status, "refused", `port ${port} is ${device.status}`);
  }
});

test("a site that forbids remote access opens nothing, whatever the server says", async (t) => {
  const device = await recorder.start();
  t.after(() => device.stop());
  const stack = await Stack.start(t, { agent: { policy: { remote_access: false, allow_loopback: [`127.0.0.1:${device.endpoints[0].port}`] } } });
  const { id } = await stack.api.post("/devices", { name: "closed site", install: stack.install, address: device.address, endpoints: device.endpoints });
  const closed = await stack.closed((await stack.api.post(`/devices/${id}/sessions`)).id, 20_000);
  assert.equal(closed.failure.code, "agent_refused");
  assert.equal(device.connections, 0);
});

test("a device whose MAC changed is not opened until an administrator accepts it", async (t) => {
  const dir = folder(t);
  const said = [];
  const site = await network({ dir, name: "moved", script: "/usr/bin/env", args: ["true"], say: (line) => said.push(line) });
  if (!site) { t.diagnostic(said.join()); assert.notEqual(process.getuid(), 0, "as root, network namespaces must work for this test"); return; }
  await site.stop();
  const { webserver } = await import("../harness/remote_device.mjs");
  const device = await webserver(dir);
  t.after(() => device.stop());
  const stack = await Stack.start(t, { devices: [device] });
  const [target] = stack.devices;
  assert.match(target.mac, /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i);
  const visit = await stack.visit(await stack.openSession(target));
  assert.match((await visit.fetch("/")).text, /page on site/);

  const mac = "02:00:5e:00:53:77";
  await device.setMac(mac);
  const requests = await device.requests();
  const job = await stack.api.post(`/devices/${target.id}/check`);
  assert.equal(job.kind, "check_device");
  const changed = await stack.checked(target.id, ["identity_changed"]);
  assert.equal(changed.seen_mac.toLowerCase(), mac);
  const closed = await stack.closed((await stack.api.post(`/devices/${target.id}/sessions`)).id, 20_000);
  assert.equal(closed.failure.code, "identity_changed");
  assert.equal(await device.requests(), requests, "the changed device was asked for a page");

  await stack.api.patch(`/devices/${target.id}`, { accept_identity: true });
  await stack.checked(target.id);
  const again = await stack.visit(await stack.openSession(target));
  assert.match((await again.fetch("/")).text, /page on site/);
});
