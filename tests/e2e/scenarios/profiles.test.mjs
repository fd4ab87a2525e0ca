// SPDX-License-Identifier: Apache-2.0
// What a device's profile changes, from the API to the device: limits, TLS, translation, endpoints, allowed paths.
import assert from "node:assert/strict";
import test from "node:test";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, signIn } from "../harness/browser.mjs";
import { owner, Stack } from "../harness/stack.mjs";

const page = (title, body) => `<!doctype html><title>${title}</title><h1>${title}</h1>${body}`;
const red = Buffer.from("R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=", "base64");
const gif = (request, response) => response.writeHead(200, { "Content-Type": "image/gif", "Content-Length": red.length }).end(red);
const parts = Array.from({ length: 30 }, (_, i) => `<img src="/part.gif?${i}">`).join("");

/** Answers a little later, and knows how many wait for that at once. */
const busy = { open: 0, most: 0, answer(request, response) { busy.most = Math.max(busy.most, ++busy.open); setTimeout(() => { busy.open -= 1; gif(request, response); }, 20); } };

test("a profile changes how its devices are treated", async (t) => {
  const camera = await site.start({ name: "Camera", pages: { "/picture.gif": gif } });
  t.after(() => camera.stop());
  const cameraPort = camera.endpoints[0].port;
  const device = await site.start({ name: "Gate", pages: {
    "/": (request, response) => response.writeHead(200, { "Content-Type": "text/html", Server: "GateHTTP/1.0" }).end(page("Gate 7", `<p>${parts}</p>`)),
    "/part.gif": busy.answer,
    "/text": (request, response) => response.writeHead(200, { "Content-Type": "text/html" }).end(page("Text", `<a href="http://${request.headers.host}/x">link</a><img id="camera" src="http://127.0.0.1:${cameraPort}/picture.gif">`)),
    "/admin": page("Admin", "<p>the settings</p>"),
  } });
  t.after(() => device.stop());
  const stack = await Stack.start(t, { devices: [device], agent: { policy: { allow_loopback: [device, camera].map(({ endpoints: [{ port }] }) => `127.0.0.1:${port}`) } } });
  const { id } = stack.devices[0];
  const now = () => stack.api.get(`/devices/${id}`);
  // Added and checked before there was a profile: it fits from here on.
  const profile = await stack.api.post("/profiles", { name: "Gate controllers", match: [{ title: "gate *", server: "GateHTTP/*" }], connections: 1 });
  const change = (document) => stack.api.put(`/profiles/${profile.id}`, { name: profile.name, match: profile.match, ...document });
  const browser = await launch(t);
  const console_ = await signIn(browser, stack.server.url, owner);
  const open = async (path) => {
    const tab = await openDevice(console_, stack.server.url, { id });
    await onSessionHost(tab, stack.server.url);
    await tab.getByRole("heading", { name: "Gate 7" }).waitFor();
    return { tab, answer: path && (await tab.goto(new URL(path, tab.url()).href)) };
  };

  await t.test("it is recognised by the title and the server of the last check", async () => {
    const { profile: applied, treatment } = await now();
    assert.deepEqual(applied, { id: profile.id, name: "Gate controllers", shipped: false, chosen: false });
    assert.equal(treatment.connections, 1);
  });

  await t.test("its connections hold", async () => {
    busy.most = 0;
    const { tab } = await open();
    const whole = await tab.evaluate(() => Promise.all([...document.images].map((img) => img.decode().then(() => img.naturalWidth))));
    assert.deepEqual(whole, Array(30).fill(1));
    assert.equal(busy.most, 1);
    await tab.close();
  });

  await t.test("texts stay as the device sends them, unless the device has its own setting", async () => {
    const link = async () => { const { tab } = await open("/text"); const href = await tab.locator("a").getAttribute("href"); await tab.close(); return new URL(href).hostname; };
    await change({ translate_bodies: false });
    assert.equal(await link(), "127.0.0.1");
    await stack.api.patch(`/devices/${id}`, { body_translation: "on" });
    assert.match(await link(), /\.sessions\.localhost$/);
    await stack.api.patch(`/devices/${id}`, { body_translation: "as_profile" });
  });

  await t.test("parts from its endpoints load on the first page of a session", async () => {
    await change({ endpoints: [{ scheme: "http", port: cameraPort }] });
    const { tab } = await open();
    await tab.goto(new URL("/text", tab.url()).href);
    await tab.locator("#camera").evaluate((img) => img.decode());
    await tab.close();
  });

  await t.test("only its allowed paths are asked for, and open sessions end with the change", async () => {
    await change({});
    const before = await open("/admin");
    await before.tab.getByText("the settings").waitFor();
    await change({ allowed_paths: ["/", "/part.gif", "/text*"] });
    assert.equal((await before.tab.goto(before.tab.url())).status(), 410);
    await before.tab.close();
    const asked = device.requests.filter(({ url }) => url === "/admin").length;
    const { tab, answer } = await open("/admin");
    assert.equal(answer.status(), 403);
    await tab.getByRole("heading", { name: "This path is closed" }).waitFor();
    await tab.goto(new URL("/text", tab.url()).href);
    for (const path of ["/text/..%2fadmin", "/%61dmin", "//admin", "/text/%2e%2e/admin"]) {
      const status = await tab.evaluate(async (target) => (await fetch(location.origin + target)).status, path);
      assert.equal(status, 403, path);
    }
    assert.equal(device.requests.filter(({ url }) => url.includes("admin")).length, asked);
    await tab.close();
  });

  await t.test("the one chosen for the device holds instead", async () => {
    await stack.api.patch(`/devices/${id}`, { profile: "plain" });
    assert.equal((await now()).profile.id, "plain");
    const { tab, answer } = await open("/admin");
    assert.equal(answer.status(), 200);
    await tab.close();
  });
});
