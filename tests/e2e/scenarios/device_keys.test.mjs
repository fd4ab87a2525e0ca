// SPDX-License-Identifier: Apache-2.0
// The TLS key of a device: kept at first use, found again at each visit, and a change of it stops everything until an administrator accepts it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as site from "../../devices/site.mjs";
import { until } from "../../lib/process.mjs";
import { launch, openDevice, picture, signIn } from "../harness/browser.mjs";
import { certificates } from "../harness/certificates.mjs";
import { folder, owner, Stack } from "../harness/stack.mjs";

test("another TLS key than before is refused, shown, and accepted knowingly", async (t) => {
  const files = await certificates(folder(t), ["127.0.0.1"]);
  const tls = () => ({ key: readFileSync(files.key), cert: readFileSync(files.certificate) });
  let device = await site.start({ name: "Panel", tls: tls() });
  t.after(() => device.stop());
  const stack = await Stack.start(t, { devices: [{ ...device, stop: undefined }] });
  const { id } = stack.devices[0];
  const known = async () => (await stack.api.get(`/devices/${id}`)).endpoints[0].tls;
  const first = await known();

  await t.test("the first key is the known one", async () => {
    assert.equal(first.version, "TLSv1.3");
    assert.equal(first.weak, false);
    assert.equal(first.key_changed, false);
    assert.equal(first.known_key_sha256, first.key_sha256);
    assert.equal(first.accepted_by, undefined);
    await stack.visit(await stack.openSession(id));
  });

  await device.stop();
  await files.again(1002);
  device = await site.start({ name: "Panel", tls: tls(), port: device.endpoints[0].port });
  const browser = await launch(t);
  const page = await signIn(browser, stack.server.url, owner);

  await t.test("with another key no page opens, and the device gets no request", async () => {
    const tab = await openDevice(page, stack.server.url, { id });
    await tab.getByRole("heading", { name: "The device shows another TLS key than before" }).waitFor();
    assert.equal(device.requests.length, 0);
    await tab.getByRole("link", { name: "Compare on the device's page" }).click();
    await tab.getByText(`:${device.endpoints[0].port} shows another TLS key than before`).waitFor();
    await picture(tab, "device-key-changed");
    await tab.close();
    const now = await until("the change is shown", async () => { const tls = await known(); return tls.key_changed && tls; });
    assert.equal(now.known_key_sha256, first.key_sha256);
    assert.equal(device.requests.length, 0, "the check asks nothing either");
  });

  await t.test("who may not change devices can't accept it", async () => {
    const member = await stack.member();
    t.after(() => member.close());
    const { key_sha256 } = await known();
    const answer = await member.ask("PATCH", `/devices/${id}`, { accept_tls_key: { endpoint: stack.devices[0].endpoints[0].id, key_sha256 } });
    assert.equal(answer.status, 403);
  });

  await t.test("accepted on the device's page, it is the known one, with the name of who did", async () => {
    await page.goto(`${stack.server.url}/devices/${id}`);
    await page.getByRole("button", { name: "Accept the new key" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Accept the new key" }).click();
    await page.getByText(`Key accepted by ${owner.name}`).waitFor();
    await stack.checked(id);
    const now = await known();
    assert.equal(now.key_changed, false);
    assert.notEqual(now.known_key_sha256, first.key_sha256);
    const { page: seen } = await stack.visit(await stack.openSession(id));
    assert.match(seen.text, /<h1>Panel<\/h1>/);
    assert.match(stack.server.program.output, /a changed TLS key was accepted/);
  });
});
