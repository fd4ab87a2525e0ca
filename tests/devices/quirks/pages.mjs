// SPDX-License-Identifier: Apache-2.0
// What device pages do in a browser: frames, scripts of old times, caches, addresses written into pages, and what only Callout can say of them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { answer, bytes, json, page } from "../quirk.mjs";
import { echo } from "../websocket.mjs";

const reader = page("<p>reader</p>");
const picture = readFileSync(`${import.meta.dirname}/../camera/frame1.jpg`);
const own = (request, below) => `${request.device.origin}${request.path.replace(/[^/]*$/, "")}${below}`;
const script = (text, lines = []) => answer(text, { type: "text/javascript", lines });
/** A page that names the device's address in `body(request)`; the row works when "there" comes out. */
const absolute = (name, says, body, more = {}) => ({ name, says, sees: "there", ...more, answers: { "": (request) => page(`<p></p>${body(request)}`), there: answer("<p>there</p>"), "there.js": script("document.body.append('there')"),
  "there.jpg": answer(picture, { type: "image/jpeg" }), "there.css": answer("p::after { content: 'there' }", { type: "text/css" }), "there.txt": answer("there", { type: "text/plain" }), ...more.answers } });
const gone = (header, value) => ({ name: `${header} stays behind`, says: `\`${header}: ${value}\` would reach beyond the page.`, sees: "sent", direct: { sees: value, shows: "the browser's to obey" }, callout: { sees: "taken out", shows: "taken out" },
  answers: { "": reader, data: answer("x", { lines: [`${header}: ${value}`] }) }, gives: () => ({ header }), does: async ({ header: name }) => (await fetch("data")).headers.get(name) ?? "taken out" });
/** What no browser runs any more: beside the device's own words for that, Callout says what to do. */
const plugin = (word) => ({ direct: { sees: word, shows: "the device's own text" }, callout: { sees: new RegExp(`${word}[^]*This page uses [^]*callout browse`), shows: "that, and how to open it elsewhere" },
  drives: async ({ tab, url, mode, told }) => {
    await tab.goto(url);
    const text = await tab.locator("body").innerText();
    for (;;) { const all = await told(); if (mode === "direct" || all.includes("callout browse")) return `${text}\n${all}`; await tab.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 30); })); }
  } });
const drawing = answer('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><text y="20">valve 7 open</text></svg>', { type: "image/svg+xml" });

export const rows = [
  absolute("Link to its own address", "`<a href=http://DEVICE/...>`", (request) => `<a id="go" href="${own(request, "there")}">go</a><script>document.getElementById("go").click()</script>`),
  absolute("Form to its own address", "`<form action=http://DEVICE/...>`", (request) => `<form action="${own(request, "there")}"></form><script>document.forms[0].submit()</script>`),
  absolute("Script by its own address", "`<script src=http://DEVICE/...>`", (request) => `<script src="${own(request, "there.js")}"></script>`),
  absolute("Script without a scheme", "`<script src=//DEVICE/...>`", (request) => `<script src="${own(request, "there.js").slice(5)}"></script>`),
  absolute("Picture by its own address", "`<img src=http://DEVICE/...>`", (request) => `<img src="${own(request, "there.jpg")}" onload="document.body.append('there')">`),
  absolute("Style by its own address", "`<link rel=stylesheet href=http://DEVICE/...>`", (request) => `<link rel="stylesheet" href="${own(request, "there.css")}">`,
    { does: async () => getComputedStyle(document.querySelector("p"), "::after").content }),
  absolute("Frame by its own address", "`<iframe src=http://DEVICE/...>`", (request) => `<iframe src="${own(request, "there")}" onload="try { document.body.append(contentDocument.body.innerText) } catch {}"></iframe>`),
  absolute("Address in a script", "`fetch('http://DEVICE/...')` as the script has it.", (request) => `<script>fetch("${own(request, "there.txt")}").then((r) => r.text()).then((t) => document.body.append(t))</script>`),
  absolute("Address in JSON", "The page asks for its configuration and goes where that says.", () => `<script>fetch("config.json").then((r) => r.json()).then((c) => fetch(c.api)).then((r) => r.text()).then((t) => document.body.append(t))</script>`,
    { answers: { "config.json": (request) => json({ name: "device", api: own(request, "there.txt") }) } }),
  absolute("Address in JSON with escaped slashes", "`http:\\/\\/DEVICE\\/...`", () => `<script>fetch("config.json").then((r) => r.json()).then((c) => fetch(c.api)).then((r) => r.text()).then((t) => document.body.append(t))</script>`,
    { answers: { "config.json": (request) => answer(JSON.stringify({ api: own(request, "there.txt") }).replaceAll("/", "\\/"), { type: "application/json" }) } }),
  absolute("WebSocket by its own address", "`new WebSocket('ws://DEVICE/...')` as the script has it.", (request) => `<script>const ws = new WebSocket("${own(request, "ws").replace("http", "ws")}"); ws.onopen = () => ws.send("there"); ws.onmessage = (e) => document.body.append(e.data)</script>`,
    { answers: { ws: (request, connection) => { connection.takeOver(() => {}); echo(request.header("sec-websocket-key"), connection.socket); } } }),
  absolute("Base element with its own address", "`<base href=http://DEVICE/...>`", (request) => `<base href="${own(request, "sub/")}"><script src="there.js"></script>`, { answers: { "sub/there.js": script("document.body.append('there')"), "there.js": script("") } }),
  { name: "Address put together by script", says: "`'http://' + location.host + '/...'`", sees: "there", answers: { "": page(`<script>fetch("http:/" + "/" + location.host + location.pathname + "there.txt").then((r) => r.text()).then((t) => document.body.append(t))</script>`), "there.txt": answer("there", { type: "text/plain" }) } },
  { name: "Addresses from the root", says: "Scripts, styles and pictures by `/...`, from a page two folders deep.", sees: "there", opens: "deep/er/", answers: { "deep/er/": (request) => { const root = request.path.replace("deep/er/", ""); return page(`<link rel="stylesheet" href="${root}style.css"><p id="out"></p><script src="${root}there.js"></script>`); },
    "style.css": answer("p { color: red }", { type: "text/css" }), "there.js": script("document.getElementById('out').append('there')") } },
  { name: "X-Frame-Options", says: "`DENY`: the page is its tab's own and in no frame.", sees: "not framed", answers: { "": page("<p>not framed</p>", ["X-Frame-Options: DENY", "Content-Security-Policy: frame-ancestors 'none'"]) } },
  { name: "Breaks out of frames", says: "`if (top != self) top.location = ...`", sees: "on top", answers: { "": page("<script>document.write(top === self ? 'on top' : 'in a frame'); if (top !== self) top.location = self.location</script>") } },
  { name: "Frameset", says: "A menu and a page in frames, and one writes into the other; `X-Frame-Options: SAMEORIGIN`.", sees: "set by the menu", answers: { "": answer('<html><frameset cols="100,*"><frame name="menu" src="menu"><frame name="main" src="main"></frameset></html>'),
    menu: page("<p>menu</p>", ["X-Frame-Options: SAMEORIGIN"]), main: page("<p id=text>main</p>", ["X-Frame-Options: SAMEORIGIN"]) },
    does: async () => { for (;;) { const main = window.frames.main?.document?.getElementById("text"); const menu = window.frames.menu?.document?.body; if (main && menu) { window.frames.menu.parent.frames.main.document.getElementById("text").innerText = "set by the menu"; return window.frames.main.document.body.innerText; } await new Promise((r) => { setTimeout(r, 10); }); } } },
  { name: "A window that reports back", says: "`window.open` and `opener`, as file choosers of old pages do.", leaves: true, sees: "chosen in the window", answers: { "": page("<p id=text>reader</p>"), window: page("<script>opener.document.getElementById('text').innerText = 'chosen in the window'; close()</script>") },
    drives: async ({ tab, url }) => { await tab.goto(url); await tab.evaluate(() => { window.open("window", "chooser", "width=300,height=200"); }); await tab.getByText("chosen").waitFor(); return tab.locator("body").innerText(); } },
  { name: "Old scripts", says: "`document.write`, `eval`, inline handlers, `javascript:` links, synchronous requests.", sees: "written evaluated clicked linked asked", answers: { "": page(`<script>document.write("written ")</script><span id="out"></span><button onclick="add('clicked')"></button><a href="javascript:add('linked'); void 0">x</a>
    <script>function add(t) { document.getElementById("out").append(t + " ") } add(eval("'eval' + 'uated'")); document.querySelector("button").click(); document.querySelector("a").click();
      setTimeout(() => { const x = new XMLHttpRequest(); x.open("GET", "there.txt", false); x.send(); add(x.responseText) }, 50)</script>`), "there.txt": answer("asked", { type: "text/plain" }) } },
  { name: "data: and blob:", says: "A picture from `data:`, a worker from `blob:`.", sees: "picture worker", answers: { "": page(`<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" onload="document.body.append('picture ')"><script>
      new Worker(URL.createObjectURL(new Blob(["postMessage('worker')"]))).onmessage = (e) => setTimeout(() => document.body.append(e.data), 100)</script>`) } },
  { name: "A policy of its own", says: "The device's Content-Security-Policy holds beside Callout's.", sees: "inline refused", answers: { "": page("<script>document.write('inline ran')</script><script src=ok.js></script>", ["Content-Security-Policy: script-src 'self'"]), "ok.js": script("if (!document.body || !document.body.innerText.includes('ran')) document.write('inline refused')") } },
  { name: "Storage", says: "`localStorage` and `sessionStorage` from page to page.", sees: "kept kept", answers: { "": page("<script>localStorage.setItem('a', 'kept'); sessionStorage.setItem('b', 'kept'); location.href = 'next'</script>"), next: page("<script>document.write(localStorage.getItem('a') + ' ' + sessionStorage.getItem('b'))</script>") } },
  { name: "Parts that may be kept", says: "60 pictures with `max-age`: none is asked for twice.", on: { name: "Caching" }, alike: false, sees: "60 60",
    answers: { "": page(`<p>reader</p>${Array.from({ length: 60 }, (_, i) => `<img src="${i}.jpg">`).join("")}`), "*": answer(picture, { type: "image/jpeg", lines: ["Cache-Control: public, max-age=3600"] }) },
    drives: async ({ tab, url }) => { const count = () => tab.evaluate(() => [...document.images].filter((i) => i.complete && i.naturalWidth).length); await tab.goto(url); const first = await count(); await tab.goto("about:blank"); await tab.goto(url); return `${first} ${await count()}`; },
    received: (requests) => assert.equal(requests.filter((r) => r.below.endsWith(".jpg")).length, 60) },
  { name: "Public caches", says: "`Cache-Control: public, s-maxage=60`: a cache between must not keep what one technician saw.", sees: /^max-age=60/, direct: { sees: /^max-age=60, public, s-maxage=60$/, shows: "as sent" }, callout: { sees: /^max-age=60, private$/, shows: "private" },
    answers: { "": reader, data: answer("x", { lines: ["Cache-Control: max-age=60, public, s-maxage=60"] }) }, does: async () => (await fetch("data")).headers.get("cache-control") },
  { name: "Last-Modified", says: "The browser asks `If-Modified-Since`; the device's 304 shows what was kept.", sees: "kept kept", answers: { "": reader, data: (request) => (request.header("if-modified-since") === "Mon, 02 Mar 2015 10:00:00 GMT" ? "HTTP/1.1 304 Not Modified\r\n\r\n" : answer("kept", { type: "text/plain", lines: ["Last-Modified: Mon, 02 Mar 2015 10:00:00 GMT", "Cache-Control: no-cache"] })) },
    does: async () => `${await (await fetch("data")).text()} ${await (await fetch("data")).text()}`, received: (requests) => assert.ok(requests.some((r) => r.header("if-modified-since"))) },
  { name: "Never keep", says: "`no-store`, `Pragma: no-cache`, `Expires: 0`: asked for each time.", keeps: () => ({ count: 0 }), sees: "1 2 3", answers: { "": reader, data: (request, connection, state) => answer(String(state.count += 1), { type: "text/plain", lines: ["Cache-Control: no-store", "Pragma: no-cache", "Expires: 0"] }) },
    does: async () => { const got = []; for (let i = 0; i < 3; i += 1) got.push(await (await fetch("data")).text()); return got.join(" "); } },
  gone("Strict-Transport-Security", "max-age=31536000"), gone("Alt-Svc", 'h3=":443"; ma=86400'), 
  { name: "Clear-Site-Data stays behind", says: "`Clear-Site-Data: \"cookies\"` would end the technician's session.", cookies: true, sees: "kept", direct: { sees: "cleared", shows: "the browser's to obey" }, callout: { sees: "kept", shows: "works" },
    answers: { "": page("<p>reader</p>", ["Set-Cookie: kept=1; Path=/"]), data: answer("x", { lines: ['Clear-Site-Data: "cookies"'] }) }, does: async () => { await (await fetch("data")).text(); return document.cookie.includes("kept=1") ? "kept" : "cleared"; } },
  gone("NEL", '{"report_to":"x","max_age":9}'),
  { name: "Service worker", says: "Would outlive the session in the technician's browser.", leaves: true, alike: false, sees: "registered", direct: { sees: "registered", shows: "works on loopback, not over plain HTTP" }, callout: { sees: "refused", shows: "refused" }, answers: { "": reader, "sw.js": script("onfetch = () => {}") },
    does: async () => { try { const r = await navigator.serviceWorker.register("sw.js"); await r.unregister(); return "registered"; } catch { return "refused"; } } },
  { name: "Drawing in an object element", says: "`<object data=panel.svg>` and `<embed src=panel.svg>`, as panels of plants have them.", sees: "valve 7 open, valve 7 open", answers: { "": page('<object type="image/svg+xml" data="panel.svg"></object>'), "panel.svg": drawing },
    does: async () => {
      const says = async (element) => { for (;;) { const text = element.getSVGDocument()?.querySelector("text")?.textContent; if (text) return text; await new Promise((resolve) => { setTimeout(resolve, 20); }); } };
      const first = await says(document.querySelector("object"));
      const embed = document.createElement("embed");
      embed.src = "panel.svg?again";
      document.body.append(embed);
      return `${first}, ${await says(embed)}`;
    } },
  { name: "Java applet", says: "`<applet>` with a text for browsers without Java, which all are.", ...plugin("needs Java"), answers: { "": page('<applet code="Viewer.class" archive="viewer.jar" width="100" height="100"><p>This page needs Java.</p></applet>') } },
  { name: "ActiveX control", says: "`<object classid=clsid:...>` with a text for other browsers.", ...plugin("Internet Explorer only"), answers: { "": page('<object classid="clsid:DA3D5F20-0000-0000-0000-000000000000" codebase="viewer.cab"><p>Internet Explorer only.</p></object>') } },
  { name: "The device's own 404", says: "Its page and its status, not ours.", sees: "404 the device's page", answers: { "": answer("<p>the device's page</p>", { status: "404 Not Found" }) }, drives: async ({ tab, url }) => { const r = await tab.goto(url); return `${r.status()} ${await tab.locator("body").innerText()}`; } },
  { name: "The device's own 500", says: "Its page and its status, not ours.", sees: "500 out of paper", answers: { "": answer("<p>out of paper</p>", { status: "500 Internal Server Error" }) }, drives: async ({ tab, url }) => { const r = await tab.goto(url); return `${r.status()} ${await tab.locator("body").innerText()}`; } },
  { name: "A status without a page", says: "`404` with nothing more.", sees: /ERR_HTTP_RESPONSE_CODE_FAILURE|HTTP ERROR 404/, direct: { shows: "the browser's error", sees: /ERR_HTTP_RESPONSE_CODE_FAILURE|HTTP ERROR 404/ }, callout: { shows: "the browser's error", sees: /ERR_HTTP_RESPONSE_CODE_FAILURE|HTTP ERROR 404/ }, leaves: true, answers: { "": "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" } },
  { name: "Breaks off without an answer", says: "The connection is reset: an error that says where, and never a 200.", alike: false, on: { name: "Breaks off" }, sees: "502", direct: { sees: /ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/, shows: "the browser's error" }, callout: { sees: /^502 .*device/is, shows: "a page that says where it failed" }, leaves: true,
    answers: { "": (request, connection) => { connection.reset(); } }, drives: async ({ tab, url }) => { try { const r = await tab.goto(url); return `${r.status()} ${await tab.locator("body").innerText()}`; } catch (error) { return /net::\w+/.exec(error.message)[0]; } } },
  { name: "Speaks no HTTP", says: "Binary bytes on the web port, as of a panel's own protocol behind `HTTP`.", alike: false, on: { name: "Binary" }, sees: "502", direct: { sees: /net::ERR|HTTP/, shows: "the browser's error" }, callout: { sees: /^502 .*device/is, shows: "a page that says where it failed" }, leaves: true,
    answers: { "": (request, connection) => { connection.end(bytes("HTTP/1.1 200 OK\r\nX: \0\0\0\x01\r\n\r\n\x02\x03")); } }, drives: async ({ tab, url }) => { try { const r = await tab.goto(url); return `${r.status()} ${await tab.locator("body").innerText()}`; } catch (error) { return /net::\w+/.exec(error.message)?.[0] ?? error.message; } } },
];
