// SPDX-License-Identifier: Apache-2.0
// Pages that need what no browser runs any more (Java, ActiveX, Flash): one line above the page says so, with the command that opens the device for a
// browser that still does. The page itself stays as the device made it.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { launch, told } from "../harness/browser.mjs";
import { Stack } from "../harness/stack.mjs";

const document_ = (body) => `<!doctype html><html><head><title>Device</title></head><body><h1 id="first">Recorder 4</h1>${body}</body></html>`;
const applet = '<applet code="Viewer.class" archive="viewer.jar" width="100" height="100"><p>This page needs Java.</p></applet>';

/** What each page holds, and what the line calls it. */
const plugins = {
  "/applet": [applet, "a Java applet"],
  "/java-object": ['<object classid="clsid:8AD9C840-044E-11D1-B3E9-00805F499D93" width="9" height="9"><param name="code" value="Viewer.class"></object>', "a Java applet"],
  "/java-embed": ['<embed type="application/x-java-applet;version=1.6" code="Viewer.class" width="9" height="9">', "a Java applet"],
  "/activex": ['<object classid="CLSID:DA3D5F20-0000-0000-0000-000000000000" codebase="viewer.cab"><p>Internet Explorer only.</p></object>', "an ActiveX control"],
  "/flash": ['<embed src="menu.swf?lang=en" width="9" height="9">', "Flash content"],
  "/plugin": ['<embed type="application/x-vlc-plugin" width="9" height="9">', "a plug-in"],
  "/written-late": [`<script>addEventListener("load", function () { document.getElementById("first").insertAdjacentHTML("afterend", ${JSON.stringify(applet)}); });</script>`, "a Java applet"],
};
const none = document_('<object type="text/html" data="/inside"></object><embed src="/inside"><p>no <b>applet</b> here</p>');

async function opened(t, options) {
  const pages = { "/none": none, "/inside": document_("<p>inside</p>"), "/frames": '<!doctype html><frameset cols="50%,50%"><frame src="/none"><frame src="/applet"></frameset>' };
  for (const [path, [body]] of Object.entries(plugins)) pages[path] = document_(body);
  const device = await site.start({ pages });
  const stack = await Stack.start(t, { devices: [device] });
  const browser = await launch(t, options);
  const { origin, jar } = await stack.visit(await stack.openSession(stack.devices[0]));
  await browser.addCookies([...jar].map(([name, value]) => ({ name, value, domain: new URL(origin).hostname, path: "/", secure: true, httpOnly: true, sameSite: "Lax" })));
  return { device, stack, tab: await browser.newPage(), origin, command: `callout browse ${stack.devices[0].id} --port ${device.endpoints[0].port} --browser` };
}

/** Clicks what the accessibility tree calls by that name, in closed shadow roots as well. */
async function click(tab, name) {
  const cdp = await tab.context().newCDPSession(tab);
  const { nodes } = await cdp.send("Accessibility.getFullAXTree");
  const button = nodes.find((node) => node.role?.value === "button" && node.name?.value === name);
  const { model } = await cdp.send("DOM.getBoxModel", { backendNodeId: button.backendDOMNodeId });
  await cdp.detach();
  const [left, top, , , right, bottom] = model.content;
  await tab.mouse.click((left + right) / 2, (top + bottom) / 2);
}

const line = (tab, text) => until(`the line "${text}"`, async () => { const all = await told(tab); return all.includes(text) && all; });

test("a page with a plug-in says what it is and how to open it, and stays as it was", async (t) => {
  const { device, tab, origin, command } = await opened(t);
  for (const [path, [, what]] of Object.entries(plugins)) {
    await tab.goto(origin + path);
    const all = await line(tab, `This page uses ${what}, which browsers of today no longer run.`);
    assert.ok(all.includes(`${command} BROWSER`), `${path}: ${all}`);
    assert.equal(await tab.evaluate(() => document.body.firstElementChild.id), "first", path);
    assert.ok(await tab.evaluate(() => document.body.getBoundingClientRect().top >= 30), `${path}: the line covers the page`);
  }
  assert.deepEqual(device.requests.filter(({ url }) => url.includes(".callout")), [], "what our script asks is no affair of the device");

  await t.test("in a frame, above that frame's own page", async () => {
    await tab.goto(`${origin}/frames`);
    const [frame] = [tab.frames().find((each) => each.url().endsWith("/applet"))];
    const other = tab.frames().find((each) => each.url().endsWith("/none"));
    const top = (each) => each.evaluate(() => document.body.getBoundingClientRect().top);
    await until("the line in the frame", async () => await top(frame) >= 30);
    assert.ok(await top(other) < 30, "the frame beside it has no line");
  });

  await t.test("closed, it stays away from the tab", async () => {
    await tab.goto(`${origin}/applet`);
    await line(tab, "a Java applet");
    await click(tab, "Close");
    await until("the line gone", async () => !(await told(tab)).includes("callout browse"));
    let asked = 0;
    tab.on("request", (request) => { if (request.url().endsWith("/.callout/device")) asked += 1; });
    for (const path of ["/applet", "/activex"]) {
      await tab.goto(origin + path);
      await tab.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 0); }));
      assert.ok(!(await told(tab)).includes("callout browse"), path);
    }
    assert.equal(asked, 0);
  });
});

test("a page without a plug-in has no line and asks nothing for one", async (t) => {
  const { tab, origin } = await opened(t);
  const asked = [];
  tab.on("request", (request) => { if (request.url().includes("/.callout/")) asked.push(new URL(request.url()).pathname); });
  await tab.goto(`${origin}/none`);
  assert.equal(await tab.evaluate(() => new Promise((resolve) => { setTimeout(() => resolve(window.__calloutPlugins), 0); })), true, "the script ran");
  assert.ok(!asked.includes("/.callout/device"), asked.join(" "));
  assert.ok(!(await told(tab)).includes("callout browse"));
});

test("the line speaks Portuguese where the browser does, and the device's name is for who may be here", async (t) => {
  const { stack, tab, origin, command } = await opened(t, { locale: "pt-BR" });
  await tab.goto(`${origin}/applet`);
  const all = await line(tab, "Esta página usa um applet Java, que os navegadores de hoje não executam mais.");
  assert.ok(all.includes(`${command} NAVEGADOR`), all);
  const stranger = stack.server.client();
  t.after(() => stranger.close());
  assert.ok(!(await stranger.fetch(`${origin}/.callout/device`)).text.includes(stack.devices[0].id));
});
