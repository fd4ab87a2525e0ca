// SPDX-License-Identifier: Apache-2.0
// A device whose pages lead to its other web servers: another port, another scheme. Each gets a host of its own in the same session, on first use,
// with the same cookie and the same end, in a real browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, signIn } from "../harness/browser.mjs";
import { certificates } from "../harness/certificates.mjs";
import { folder, owner, Stack } from "../harness/stack.mjs";

const page = (title, body) => `<!doctype html><title>${title}</title><h1>${title}</h1>${body}`;
const red = Buffer.from("R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=", "base64");
const gif = (request, response) => response.writeHead(200, { "Content-Type": "image/gif", "Content-Length": red.length }).end(red);

/** A device on three ports, of which Callout is told the first only. The agent's owner allows those of `allowed`. */
async function manyPorts(t, allowed = ["first", "camera", "secure"]) {
  const files = await certificates(folder(t), ["127.0.0.1"]);
  const tls = { key: readFileSync(files.key), cert: readFileSync(files.certificate) };
  const camera = await site.start({ name: "Camera", pages: { "/picture.gif": gif, "/frame": page("Frame", "<p>frame of the camera</p>") } });
  const secure = await site.start({ name: "Secure", tls, pages: { "/": page("Secure", "<p>secure page</p>"), "/form": (request, response) => response.writeHead(200, { "Content-Type": "text/html" }).end(page("Form", `<p>sent ${request.method}</p>`)) } });
  const port = (device) => device.endpoints[0].port;
  const first = await site.start({ name: "First", pages: {
    "/": (request, response) => response.writeHead(302, { Location: `https://127.0.0.1:${port(secure)}/?from=first` }).end(),
    "/stay": page("First", "<p>first page</p>"),
    // In chunks, and too long to be read before its policy goes out.
    "/long": (request, response) => { response.writeHead(200, { "Content-Type": "text/html" }); response.write(`<!doctype html><title>Long</title>${"<p>line</p>".repeat(20_000)}`); response.end(`<img id="far" src="http://127.0.0.1:${port(camera)}/picture.gif">`); },
    "/ssh": (request, response) => response.writeHead(302, { Location: "http://127.0.0.1:22/" }).end(),
  } });
  const devices = { camera, secure, first };
  for (const device of Object.values(devices)) t.after(() => device.stop());
  const stack = await Stack.start(t, { withAgent: false });
  stack.agent = await stack.addAgent("Ports", { policy: { allow_loopback: allowed.map((name) => `127.0.0.1:${port(devices[name])}`) } });
  stack.install = stack.agent.install;
  stack.device = await stack.addDevice(first);
  return { stack, first, camera, secure, port };
}

test("a device's other web servers are reached within its session, and end with it", async (t) => {
  const { stack, first, camera, secure, port } = await manyPorts(t);
  const browser = await launch(t);
  const tab = await openDevice(await signIn(browser, stack.server.url, owner), stack.server.url, stack.device);
  const wait = (device, text) => device.getByText(text).waitFor();

  await t.test("a redirect to https on another port opens there", async () => {
    await onSessionHost(tab, stack.server.url);
    await wait(tab, "secure page");
    assert.match(new URL(tab.url()).host, new RegExp(`^[a-z2-7]{26}-${port(secure)}s\\.sessions\\.localhost:`));
    assert.equal(new URL(tab.url()).search, "?from=first");
    const seen = secure.requests.find((request) => request.url === "/?from=first");
    assert.equal(seen.headers.host, `127.0.0.1:${port(secure)}`);
    assert.equal(seen.headers.cookie, undefined);
  });

  const own = tab.url().replace(`-${port(secure)}s.`, ".").replace(/\?.*/, "");
  const ofCamera = own.replace(".sessions.", `-${port(camera)}.sessions.`);
  await t.test("parts and frames of another port load in a page", async () => {
    // The camera's host has its cookie from here on; the policy of pages lists what the session has met.
    await tab.goto(`${ofCamera}frame`);
    await wait(tab, "frame of the camera");
    await tab.goto(`${own}stay`);
    await wait(tab, "first page");
    await tab.context().clearCookies({ domain: new URL(ofCamera).hostname });
    const widths = await tab.evaluate((url) => Promise.all(Array.from({ length: 20 }, (_, i) => new Promise((resolve) => { const img = new Image(); img.onload = () => resolve(img.naturalWidth); img.onerror = () => resolve("no picture"); img.src = `${url}?${i}`; document.body.append(img); }))), `${ofCamera}picture.gif`);
    assert.deepEqual(widths, Array(20).fill(1));
  });

  await t.test("a port that browsers do not open says so", async () => {
    const answer = await tab.goto(`${own}ssh`);
    assert.equal(answer.status(), 502);
    await wait(tab, "on a port that browsers don't open");
  });

  await t.test("the session's end ends them all", async () => {
    const [session] = (await stack.api.get("/sessions?live=true")).items;
    await stack.api.post(`/sessions/${session.id}/end`);
    for (const url of [own, ofCamera]) {
      const answer = await tab.goto(url);
      assert.equal(answer.status(), 410);
    }
    assert.equal(first.open + camera.open + secure.open, 0);
  });
});

test("a page that names another port behind its first 64 KiB is loaded once more, and shows it", async (t) => {
  const { stack, first } = await manyPorts(t);
  const { endpoints: [{ id }] } = await stack.api.get(`/devices/${stack.device.id}`);
  const browser = await launch(t);
  const page = await signIn(browser, stack.server.url, owner);
  const session = await stack.openSession(stack.device, { endpoint: id });
  await page.goto(`${new URL(session.start_url).origin}/long`);
  await page.waitForFunction(() => document.querySelector("#far")?.naturalWidth === 1);
  assert.equal(first.requests.filter(({ url }) => url === "/long").length, 2);
});

test("an agent whose owner allows few ports refuses the others", async (t) => {
  const { stack, port, camera } = await manyPorts(t, ["first", "secure"]);
  const { start_url } = await stack.openSession(stack.device);
  assert.equal((await stack.api.follow(start_url)).status, 200);
  const answer = await stack.api.follow(`${new URL(start_url).origin.replace(".sessions.", `-${port(camera)}.sessions.`)}/picture.gif`);
  assert.equal(answer.status, 502);
  assert.match(answer.text, /agent_refused/);
  assert.equal(camera.requests.length, 0);
});
