// SPDX-License-Identifier: Apache-2.0
// A device whose pages, scripts and data name the device by its own address, in a real browser: everything that they load comes through the session
// host, whether the address stands in the text or a script puts it together; what only looks like an address stays as it is.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { deflateSync, gunzipSync, gzipSync } from "node:zlib";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, signIn } from "../harness/browser.mjs";
import { owner, Stack } from "../harness/stack.mjs";

const picture = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const send = (type, body, headers = {}) => (request, response) => response.writeHead(200, { "Content-Type": type, ...headers }).end(body);

/** Pages of a device that is at `own` ("http://127.0.0.1:40000"); `pages` is filled once the port is known. */
function fill(pages, own) {
  const { host, port } = new URL(own);
  const binary = Buffer.concat([picture, Buffer.from(`${own}/a`), Buffer.from([0, 255])]);
  const html = (body, head = "") => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>Device</title>${head}</head><body>${body}</body></html>`;
  const main = html(`
    <img id="html" src="${own}/html.gif"><img id="relative" src="//${host}/relative.gif"><div id="css"></div>
    <a id="link" href="${own}/next?x=1#y">next</a><iframe id="frame" src="${own}/frame"></iframe>
    <form><input id="bare" value="127.0.0.1"><input id="field" value="${own}/callback"></form><p id="text">127.0.0.1</p>
    <form id="form" action="${own}/posted" method="post" target="posted"><input name="a" value="1"></form><iframe name="posted"></iframe>
    <script>window.state = { mode: document.compatMode };</script>
    <script src="${own}/page.js" integrity="sha256-${createHash("sha256").update(script(own)).digest("base64")}"></script>`,
  `<base href="${own}/"><link rel="stylesheet" href="${own}/page.css">`);
  Object.assign(pages, {
    "/": main,
    "/gzip": send("text/html", gzipSync(main), { "Content-Encoding": "gzip" }),
    "/deflate": send("text/html", deflateSync(main), { "Content-Encoding": "deflate" }),
    "/frame": html("<p id=inside>inside</p>"),
    "/next": html("<p>next</p>"),
    "/page.js": send("text/javascript", script(own)),
    "/page.css": send("text/css", `#css { width: 1px; height: 1px; background: url(${own}/css.gif); }`),
    "/data.json": send("application/json", JSON.stringify({ self: `${own}/api`, bare: "127.0.0.1", authority: host }).replaceAll("/", "\\/")),
    "/api": send("application/json", '{"answer":42}'),
    "/binary": send("application/octet-stream", binary, { "Content-Length": binary.length }),
    "/download.json": send("application/json", JSON.stringify({ self: own }), { "Content-Disposition": 'attachment; filename="backup.json"' }),
    "/hash": send("text/plain", createHash("sha256").update(binary).digest("hex")),
    "/split": async (request, response) => {
      response.writeHead(200, { "Content-Type": "text/html" });
      response.write(`<!DOCTYPE html><p>before</p><a id=link href="${own.slice(0, 12)}`);
      await pause(150);
      response.write(`${own.slice(12, -2)}`);
      await pause(150);
      response.end(`${own.slice(-2)}/next">next</a>`);
    },
    "/events": async (request, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.write(`data: ${own}/first\n\n`);
      await once(response, "close");
    },
    "/slow": async (request, response) => {  // Compressed, and written in two pieces long apart.
      const whole = gzipSync(Buffer.from(html("x".repeat(20000))), { level: 0 });
      response.writeHead(200, { "Content-Type": "text/html", "Content-Encoding": "gzip" });
      response.write(whole.subarray(0, 8000));
      await once(response, "close");
    },
    "/posted": (request, response) => { request.resume(); send("text/html", html("<p id=done>posted</p>"))(request, response); },
    "/runtime": html(`<div id="box"></div><script>
      var ip = "127.0.0.1", port = ${port}, state = window.state = {};
      var base = "http://" + ip + ":" + port;
      function note(name, promise) { promise.then(function (text) { state[name] = text; }, function (error) { state[name] = "failed: " + error; }); }
      note("fetch", fetch(base + "/api?by=fetch").then(function (a) { return a.text(); }));
      note("request", fetch(new Request(base + "/api?by=request")).then(function (a) { return a.text(); }));
      note("own", fetch("http://" + location.hostname + ":" + port + "/api?by=own").then(function (a) { return a.text(); }));
      note("xhr", new Promise(function (done, failed) { var x = new XMLHttpRequest(); x.open("GET", base + "/api?by=xhr"); x.onload = function () { done(x.responseText); }; x.onerror = failed; x.send(); }));
      note("echo", new Promise(function (done, failed) { var s = new WebSocket("ws://" + ip + ":" + port + "/socket"); s.onopen = function () { s.send("hello"); }; s.onmessage = function (e) { done(e.data); }; s.onerror = function () { failed("echo"); }; state.isSocket = s instanceof WebSocket && s.constructor === WebSocket && WebSocket.OPEN === 1; }));
      note("events", new Promise(function (done, failed) { var s = new EventSource(base + "/events"); s.onmessage = function (e) { done(e.data); s.close(); }; s.onerror = function () { failed("events"); }; }));
      note("image", new Promise(function (done, failed) { var i = new Image(); i.onload = function () { done("loaded"); }; i.onerror = failed; i.src = base + "/image.gif"; }));
      note("attribute", new Promise(function (done, failed) { var i = document.createElement("img"); i.onload = function () { done("loaded"); }; i.onerror = failed; i.setAttribute("src", base + "/attribute.gif"); }));
      note("html", new Promise(function (done, failed) { window.markupLoaded = function () { done("loaded"); }; document.getElementById("box").innerHTML = '<img onload="markupLoaded()" src="' + base + '/markup.gif"><input id=kept value="' + base + '/cb"> 127.0.0.1 rtsp://127.0.0.1:' + port + '/x'; }));
      document.write('<img id=written src="' + base + '/written.gif">');
      note("script", new Promise(function (done, failed) { var s = document.createElement("script"); s.integrity = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; s.onload = function () { done("loaded"); }; s.onerror = failed; s.src = base + "/page.js"; document.head.append(s); }));
      state.foreign = (function () { var a = document.createElement("a"); a.href = "http://elsewhere.example/x"; return a.href; })();
      state.relative = (function () { var i = document.createElement("img"); i.src = "a/../b.gif"; return i.getAttribute("src"); })();
      state.native = [fetch, XMLHttpRequest.prototype.open, WebSocket].every(function (f) { return /native code/.test(Function.prototype.toString.call(f)); });
    </script>`),
  });
  for (const name of ["html", "relative", "css", "image", "attribute", "markup", "written", "script"]) pages[`/${name}.gif`] = send("image/gif", picture);
  return { binary };
}

const script = (own) => `fetch("${own}/data.json").then((a) => a.json()).then((data) => { window.state.data = data; return fetch(data.self); }).then((a) => a.json()).then((a) => { window.state.api = a.answer; });
const socket = new WebSocket("${own.replace("http", "ws")}/socket");
socket.onopen = () => socket.send("through the relay");
socket.onmessage = (event) => { window.state.socket = event.data; };
`;

test("a device that names itself by its address", async (t) => {
  const pages = {};
  const device = await site.start({ pages });
  const [{ port }] = device.endpoints;
  const own = `http://127.0.0.1:${port}`;
  const { binary } = fill(pages, own);
  const stack = await Stack.start(t, { devices: [device] });
  const context = await launch(t);
  const console_ = await signIn(context, stack.server.url, owner);
  const tab = await openDevice(console_, stack.server.url, stack.devices[0]);
  const origin = await onSessionHost(tab, stack.server.url);
  const missed = [];
  // What the page itself or a next navigation ended, was reached.
  tab.on("requestfailed", (request) => request.failure()?.errorText !== "net::ERR_ABORTED" && missed.push(`${request.url()} ${request.failure()?.errorText}`));
  tab.on("console", (message) => /Content Security|Mixed Content|integrity/i.test(message.text()) && missed.push(message.text()));
  const seen = (path) => device.requests.some((request) => request.url === path);
  const settled = (names) => tab.waitForFunction((all) => all.every((name) => window.state?.[name] !== undefined), names, { timeout: 10_000 }).catch(async () => assert.fail(`${JSON.stringify(await tab.evaluate(() => window.state))}\n${missed.join("\n")}`));

  for (const path of ["/", "/gzip", "/deflate"]) {
    await t.test(`all that ${path} names is loaded through the session host`, async () => {
      device.requests.length = 0;
      missed.length = 0;
      await tab.goto(origin + path);
      await settled(["data", "api", "socket"]);
      const state = await tab.evaluate(() => window.state);
      assert.equal(state.mode, "CSS1Compat");
      assert.equal(state.api, 42);
      assert.equal(state.socket, "through the relay");
      assert.deepEqual(state.data, { self: `${origin}/api`, bare: "127.0.0.1", authority: new URL(origin).host });
      for (const picture of ["/html.gif", "/relative.gif", "/css.gif"]) assert.ok(seen(picture), `${picture} was not asked for`);
      assert.equal(await tab.locator("#link").evaluate((a) => a.href), `${origin}/next?x=1#y`);
      assert.equal(await tab.locator("#bare").inputValue(), "127.0.0.1");
      assert.equal(await tab.locator("#field").inputValue(), `${own}/callback`, "a setting goes back as it came");
      assert.equal(await tab.locator("#text").innerText(), "127.0.0.1");
      assert.equal(await tab.frameLocator("#frame").locator("#inside").innerText(), "inside");
      await tab.locator("#form").evaluate((form) => form.submit());
      await tab.frameLocator("[name=posted]").locator("#done").waitFor();
      assert.ok(await tab.evaluate(() => window.__calloutWatches === true), "the watch script runs");
      assert.deepEqual(missed, []);
    });
  }

  await t.test("an address that comes in pieces", async () => {
    await tab.goto(`${origin}/split`);
    assert.equal(await tab.locator("#link").evaluate((a) => a.href), `${origin}/next`);
  });

  await t.test("addresses that a script puts together", async () => {
    device.requests.length = 0;
    missed.length = 0;
    await tab.goto(`${origin}/runtime`);
    await settled(["fetch", "request", "own", "xhr", "echo", "events", "image", "attribute", "html", "script"]);
    const state = await tab.evaluate(() => window.state);
    for (const name of ["fetch", "request", "own", "xhr"]) assert.equal(state[name], '{"answer":42}', name);
    for (const name of ["image", "attribute", "html", "script"]) assert.equal(state[name], "loaded", name);
    assert.equal(state.echo, "hello");
    assert.equal(state.events, `${origin}/first`);
    assert.ok(state.isSocket && state.native, "a page sees native functions");
    assert.equal(state.foreign, "http://elsewhere.example/x");
    assert.equal(state.relative, "a/../b.gif");
    assert.equal(await tab.locator("#kept").inputValue(), `${own}/cb`);
    assert.match(await tab.locator("#box").innerText(), new RegExp(`127\\.0\\.0\\.1 rtsp://127\\.0\\.0\\.1:${port}/x`));
    assert.equal(await tab.locator("#written").evaluate((image) => image.src), `${origin}/written.gif`);
    assert.deepEqual(missed, []);
    await tab.evaluate((address) => { location.href = address; }, `${own}/next`);
    await tab.waitForURL(`${origin}/next`);
  });

  const visit = await stack.visit(await stack.openSession(stack.devices[0]));

  await t.test("binary bodies and downloads keep each byte", async () => {
    const answer = await visit.fetch("/binary");
    assert.equal(createHash("sha256").update(answer.body).digest("hex"), createHash("sha256").update(binary).digest("hex"));
    assert.equal(answer.headers["content-length"], String(binary.length));
    const saved = await visit.fetch("/download.json");
    assert.equal(saved.json.self, own);
  });

  await t.test("HEAD says what GET says, and no length or hash of the old body", async () => {
    pages["/tagged"] = send("text/html", `<a href="${own}/x">`, { ETag: '"v1"', "Accept-Ranges": "bytes", "Content-MD5": "x", Digest: "x" });
    const got = await visit.fetch("/tagged");
    const head = await visit.fetch("/tagged", { method: "HEAD" });
    assert.equal(got.text, `<a href="${visit.origin}/x">`);
    for (const { headers } of [got, head]) {
      assert.equal(headers.etag, '"v1"');
      for (const name of ["accept-ranges", "content-md5", "digest"]) assert.equal(headers[name], undefined, name);
    }
    assert.equal(head.headers["content-length"], undefined);
    assert.ok([undefined, String(got.body.length)].includes(got.headers["content-length"]), "a length is that of what came");
  });

  await t.test("a part of a body passes as it is", async () => {
    pages["/part"] = (request, response) => response.writeHead(206, { "Content-Type": "text/html", "Content-Range": "bytes 0-9/100" }).end(`${own}/x`);
    assert.equal((await visit.fetch("/part")).text, `${own}/x`);
  });

  await t.test("events and half a compressed page come at once", async () => {
    const events = await visit.open("/events");
    const [first] = await once(events, "data");
    assert.equal(String(first), `data: ${visit.origin}/first\n\n`);
    events.destroy();
    const slow = await visit.open("/slow", { headers: { "Accept-Encoding": "gzip", "Sec-Fetch-Dest": "document" } });
    let bytes = Buffer.alloc(0);
    for await (const part of slow) {
      bytes = Buffer.concat([bytes, part]);
      if (gunzipSync(bytes, { finishFlush: 2 }).length > 7000) break;  // Z_SYNC_FLUSH: as far as it came.
    }
    assert.match(gunzipSync(bytes, { finishFlush: 2 }).toString(), /^<!DOCTYPE html>.*x{1000}/s);
  });

  await t.test("the device is asked only for codings that we can read", async () => {
    await visit.fetch("/echo", { headers: { "Accept-Encoding": "gzip, br, zstd", "Sec-Fetch-Dest": "document" } });
    assert.equal(device.requests.at(-1).headers["accept-encoding"], "gzip");
  });
});
