// SPDX-License-Identifier: Apache-2.0
// Pages that ask another port of their own device by script. On site that is another origin: CORS says what the page may read, and whether cookies go along.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import net from "node:net";
import { answer, Connection, page } from "../quirk.mjs";
import { echo } from "../websocket.mjs";

/** A device with a second web server, whose requests are the rows' too. */
const twoPorts = { name: "Second port",
  async beside(device) {
    device.second = net.createServer({ noDelay: true }, (socket) => { device.connections.add(new Connection(device, socket, device.connected += 1)); });
    device.second.listen(0, device.address);
    await once(device.second, "listening");
    device.secondPort = device.second.address().port;
    device.secondAuthority = `${device.address}:${device.secondPort}`;
    device.endpoints.push({ scheme: "http", port: device.secondPort });
  },
  after(device) { device.second.close(); } };

/** The same for rows that set cookies, which hold for the whole device. */
const withCookies = { ...twoPorts, name: "Second port with cookies" };
const withLogin = { ...twoPorts, name: "Second port with a login" };

const second = (request) => `http://${request.device.secondAuthority}${request.path.replace(/[^/]*$/, "")}`;
/** The page names the other port, as pages do. */
const reader = (lines = []) => (request) => page(`<p>reader</p><script>const other = "${second(request)}"</script>`, lines);
const isSecond = (request) => request.port === request.device.secondPort;
const text = (body, lines = [], more = {}) => answer(body, { type: "text/plain", lines, ...more });
const allows = (request, more = []) => [`Access-Control-Allow-Origin: ${request.device.origin}`, ...more];
const withCredentials = (request, more = []) => allows(request, ["Access-Control-Allow-Credentials: true", ...more]);
const credentials = (request) => `cookie ${request.header("cookie") ?? "none"}, login ${request.header("authorization") ?? "none"}`;
/** What the second port got, of one path. */
const got = (requests, below) => requests.filter((request) => isSecond(request) && request.below === below);

const row = (name, says, sees, answers, does, more = {}) => ({ name, says, on: more.cookies ? withCookies : twoPorts, sees, answers: { "": reader(), ...answers }, does, gives: ({ device, folder }) => ({ other: `http://${device.secondAuthority}${folder}` }), ...more });

const cookies = (request) => Object.entries(request.cookies).map((pair) => pair.join("=")).filter((pair) => /^(own|theirs|planted)=/.test(pair)).sort().join(" ") || "none";
/** The second port sets a cookie of its own at `login`; `data` answers the cookies that came, and tries to set another. */
const loggedIn = { login: (request) => text("in", withCredentials(request, ["Set-Cookie: theirs=1; Path=/; HttpOnly"])), all: (request) => text(cookies(request), withCredentials(request)),
  data: (request) => text(cookies(request), withCredentials(request, ["Set-Cookie: planted=1; Path=/; HttpOnly"])) };

/** A page with a policy of its own, by header or <meta>, that asks the other port once by each way that scripts have, and shows what was let through. */
const asksAll = async ({ other }) => {
  const way = { fetch: async () => (await fetch(`${other}data`)).text(),
    xhr: () => new Promise((resolve, reject) => { const x = new XMLHttpRequest(); x.open("GET", `${other}data`); x.onload = () => resolve(x.responseText); x.onerror = reject; x.send(); }),
    events: () => new Promise((resolve, reject) => { const source = new EventSource(`${other}events`); source.onmessage = ({ data }) => { source.close(); resolve(data); }; source.onerror = () => { source.close(); reject(); }; }),
    socket: () => new Promise((resolve, reject) => { const socket = new WebSocket(`${other.replace("http", "ws")}ws`); socket.onopen = () => socket.send("read"); socket.onmessage = ({ data }) => { socket.close(); resolve(data); }; socket.onerror = reject; }),
    picture: () => new Promise((resolve, reject) => { const image = new Image(); image.onload = () => resolve("read"); image.onerror = reject; image.src = `${other}picture`; }) };
  const seen = [];
  for (const name of Object.keys(way)) seen.push(`${name} ${await way[name]().catch(() => "refused")}`);
  return `${document.body.innerText.trim()}: ${seen.join(", ")}${window.__calloutWatches ? ", watched" : ""}`;
};
const gif = Buffer.from("R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=", "base64");
const parts = { data: text("read", ["Access-Control-Allow-Origin: *"]), picture: answer(gif, { type: "image/gif" }), "ok.js": answer("document.body.append(' script')", { type: "text/javascript" }),
  events: (request, connection) => { connection.end("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\nAccess-Control-Allow-Origin: *\r\n\r\ndata: read\n\n"); },
  ws: (request, connection) => { connection.takeOver(() => {}); echo(request.header("sec-websocket-key"), connection.socket); } };
const all = "fetch read, xhr read, events read, socket read, picture read";
const none = "fetch refused, xhr refused, events refused, socket refused, picture refused";
const nonce = "cjRuZDBt";
/** policy: text, with OTHER for the other port's authority. The page has an inline script with the nonce, one without, and one by file. */
const policy = (name, says, rule, sees, more = {}) => row(name, says, sees, { ...parts, "": (request) => {
  const written = rule.replaceAll("OTHER", request.device.secondAuthority);
  return page(`${more.meta ? `<head><meta http-equiv="Content-Security-Policy" content="${written.replaceAll("'", "&#39;")}"></head>` : ""}<body>page<script nonce="${nonce}">document.body.append(" nonce")</script><script>document.body.append(" inline")</script><script src="ok.js"></script><p hidden>${second(request)}</p>`,
    more.meta ? [] : [`${more.field ?? "Content-Security-Policy"}: ${written}`]);
} }, asksAll, { leaves: true, alike: false, callout: { sees: `${more.callout?.sees ?? sees}, watched`, shows: more.callout?.shows ?? "works" }, ...(({ callout, ...rest }) => rest)(more) });
const policies = [
  policy("Policy that names another port", "`connect-src` and `img-src` with the device's address and port.", "script-src 'self'; connect-src OTHER ws://OTHER; img-src http://OTHER", `page script: ${all}`),
  policy("Policy that names another port in <meta>", "The same as an element of the page, with its quotes escaped.", "script-src 'self'; connect-src OTHER ws://OTHER; img-src http://OTHER", `page script: ${all}`, { meta: true }),
  policy("Policy that names no other port", "`default-src 'self'`: pictures of the other port stay out, and so does what scripts ask there.", "default-src 'self'", `page script: ${none}`,
    { callout: { sees: "page script: fetch refused, xhr refused, events read, socket read, picture refused", shows: "events and sockets are let through" } }),
  policy("Policy with a nonce", "Only scripts with the nonce run.", `script-src 'nonce-${nonce}'`, `page nonce: ${all}`),
  policy("Policy with 'strict-dynamic'", "Only scripts with the nonce run, and what they load; hosts do not count.", `script-src 'nonce-${nonce}' 'strict-dynamic' 'self'`, `page nonce: ${all}`),
  policy("Policy with a hash", "Only the script with that hash runs.", "script-src 'sha256-XzeMltIBP1wAspJS3BBhjxSLSwQaobcwD2WGb4dOj3M='", `page inline: ${all}`),
  policy("Policy with 'unsafe-inline'", "Inline scripts run, files do not.", "script-src 'unsafe-inline'", `page nonce inline: ${all}`),
  policy("Policy in <meta> with a nonce", "Only scripts with the nonce run.", `script-src 'nonce-${nonce}'`, `page nonce: ${all}`, { meta: true }),
  policy("Policy that only reports", "`Content-Security-Policy-Report-Only: default-src 'none'`", "default-src 'none'", `page nonce inline script: ${all}`, { field: "Content-Security-Policy-Report-Only" }),
  policy("Policy that allows nothing", "`default-src 'none'`: no script, no picture.", "default-src 'none'", `page: ${none}`),
];

export const rows = [
  row("fetch of another port", "`Access-Control-Allow-Origin` names the page's origin.", "200 read cors", { data: (request) => text("read", allows(request)) },
    async ({ other }) => { const r = await fetch(`${other}data`); return `${r.status} ${await r.text()} ${r.type}`; },
    { received: (requests) => { const [request] = got(requests, "data"); assert.equal(request.header("origin"), request.device.origin); assert.equal(request.header("host"), request.device.secondAuthority); } }),
  row("fetch of another port that anybody may read", "`Access-Control-Allow-Origin: *`", "read", { data: text("read", ["Access-Control-Allow-Origin: *"]) }, async ({ other }) => (await fetch(`${other}data`)).text()),
  row("fetch that the other port does not allow", "No CORS field: the request arrives, the page gets an error.", "TypeError", { data: text("secret") }, async ({ other }) => { try { return await (await fetch(`${other}data`)).text(); } catch (error) { return error.name; } },
    { received: (requests) => assert.equal(got(requests, "data").length, 1) }),
  row("fetch that the other port allows to others", "`Access-Control-Allow-Origin` names a third origin.", "TypeError", { data: text("secret", ["Access-Control-Allow-Origin: http://192.0.2.1"]) }, async ({ other }) => { try { return await (await fetch(`${other}data`)).text(); } catch (error) { return error.name; } }),
  row("fetch of another port without credentials", "What a script asks by default: the device's cookies stay at home, and those of the answer are not kept.", "none, none, own=1 theirs=1", { "": reader(["Set-Cookie: own=1; Path=/"]), ...loggedIn },
    async ({ other }) => { await fetch(`${other}login`, { credentials: "include" }); const ask = async (options) => (await fetch(`${other}data`, options)).text(); return `${await ask()}, ${await ask({ credentials: "omit" })}, ${await (await fetch(`${other}all`, { credentials: "include" })).text()}`; }, { on: withLogin, cookies: true, alike: false }),
  row("fetch of another port with credentials", "`credentials: \"include\"`: the device's cookies go along.", "cookie own=1, login none", { "": reader(["Set-Cookie: own=1; Path=/"]), data: (request) => text(credentials(request), withCredentials(request)) },
    async ({ other }) => (await fetch(`${other}data`, { credentials: "include" })).text(), { cookies: true }),
  row("fetch with credentials that anybody may read", "`*` does not go with credentials: an error.", "TypeError", { data: text("secret", ["Access-Control-Allow-Origin: *", "Access-Control-Allow-Credentials: true"]) }, async ({ other }) => { try { return await (await fetch(`${other}data`, { credentials: "include" })).text(); } catch (error) { return error.name; } }),
  row("fetch of its own port without credentials", "`credentials: \"omit\"`, and no cookie goes along.", "cookie none, login none", { "": reader(["Set-Cookie: own=1; Path=/"]), data: (request) => text(credentials(request)) }, async () => (await fetch("data", { credentials: "omit" })).text(), { cookies: true }),
  row("PUT of JSON to another port", "Asks by preflight first, and with fields of its own.", "PUT application/json 7", { data: async (request) => (request.method === "OPTIONS"
    ? text("", allows(request, ["Access-Control-Allow-Methods: PUT", "Access-Control-Allow-Headers: content-type, x-token"])) : text(`${request.method} ${request.header("content-type")} ${request.header("x-token")}`, allows(request))) },
    async ({ other }) => (await fetch(`${other}data`, { method: "PUT", headers: { "Content-Type": "application/json", "X-Token": "7" }, body: "{}" })).text(), { alike: false }),
  row("PUT that the other port does not allow", "Its preflight is refused: on site the PUT does not arrive. The page gets an error.", "TypeError", { data: async (request) => { await request.body; return text("secret", request.method === "OPTIONS" ? [] : ["Access-Control-Allow-Methods: GET"]); } },
    async ({ other }) => { try { return await (await fetch(`${other}data`, { method: "PUT", body: "{}" })).text(); } catch (error) { return error.name; } },
    { alike: false, callout: { sees: "TypeError", shows: "arrives, and its answer can't be read" }, received: (requests, { mode }) => assert.deepEqual(got(requests, "data").map(({ method }) => method), [mode === "direct" ? "OPTIONS" : "PUT"]) }),
  row("Fields of another port's answer", "`Access-Control-Expose-Headers: *`", "7 null", { data: text("x", ["Access-Control-Allow-Origin: *", "Access-Control-Expose-Headers: *", "X-Serial: 7", "Set-Cookie: planted=1"]) },
    async ({ other }) => { const { headers } = await fetch(`${other}data`); return `${headers.get("x-serial")} ${headers.get("set-cookie")}`; }),
  row("fetch of another port with a login of its own", "`Authorization` by the script.", "cookie none, login Basic eDp5", { data: (request) => (request.method === "OPTIONS" ? text("", allows(request, ["Access-Control-Allow-Headers: authorization"])) : text(credentials(request), allows(request))) },
    async ({ other }) => (await fetch(`${other}data`, { headers: { Authorization: "Basic eDp5" } })).text(), { alike: false }),
  row("POST to another port unread", "`mode: \"no-cors\"`, as old scripts switch things.", "opaque 0", { save: text("saved") }, async ({ other }) => { const r = await fetch(`${other}save`, { method: "POST", mode: "no-cors", body: "on=1" }); return `${r.type} ${r.status}`; },
    { received: (requests) => assert.equal(got(requests, "save").length, 1) }),
  row("20 requests of another port at once", "None waits in vain, none is lost.", "20 of 20", { "*": (request) => text(request.below, ["Access-Control-Allow-Origin: *"]) }, async ({ other }) => { const all = await Promise.all(Array.from({ length: 20 }, async (_, i) => (await (await fetch(`${other}${i}`)).text()) === String(i))); return `${all.filter(Boolean).length} of 20`; }, { alike: false }),
  row("XMLHttpRequest of another port", "Asynchronous, without credentials: `withCredentials` stays what the page made of it.", "200 none false, 200 own=1 theirs=1 true", { "": reader(["Set-Cookie: own=1; Path=/"]), ...loggedIn },
    async ({ other }) => {
      await fetch(`${other}login`, { credentials: "include" });
      const x = new XMLHttpRequest();
      const ask = (below, credentials) => new Promise((resolve) => { x.open("GET", other + below); x.withCredentials = credentials; x.onload = () => resolve(`${x.status} ${x.responseText} ${x.withCredentials}`); x.onerror = () => resolve("error"); x.send(); });
      return `${await ask("data", false)}, ${await ask("all", true)}`;
    }, { on: withLogin, cookies: true, alike: false }),
  row("XMLHttpRequest of another port with credentials", "`withCredentials = true`: the device's cookies go along.", "true cookie own=1, login none", { "": reader(["Set-Cookie: own=1; Path=/"]), data: (request) => text(credentials(request), withCredentials(request)) },
    ({ other }) => new Promise((resolve) => { const x = new XMLHttpRequest(); x.open("GET", `${other}data`); x.withCredentials = true; x.onload = () => resolve(`${x.withCredentials} ${x.responseText}`); x.onerror = () => resolve("error"); x.send(); }), { cookies: true }),
  row("XMLHttpRequest of another port that waits", "Synchronous, as old scripts ask.", "200 read", { data: (request) => text("read", allows(request)) }, ({ other }) => { const x = new XMLHttpRequest(); x.open("GET", `${other}data`, false); x.send(); return `${x.status} ${x.responseText}`; }),
  row("XMLHttpRequest that the other port does not allow", "No CORS field: the events of an error, in their order.", "loadstart, readystatechange 4, error, loadend", { data: text("secret") },
    ({ other }) => new Promise((resolve) => { const seen = []; const x = new XMLHttpRequest(); x.open("GET", `${other}data`); for (const name of ["loadstart", "load", "error", "abort"]) x.addEventListener(name, () => seen.push(name)); x.onreadystatechange = () => seen.push(`readystatechange ${x.readyState}`); x.onloadend = () => resolve([...seen, "loadend"].join(", ")); x.send(); })),
  row("XMLHttpRequest that is given up at once", "`abort()` right behind `send()`, then the same object asks again.", "abort loadend 200 read", { data: (request) => text("read", allows(request)) },
    ({ other }) => new Promise((resolve) => { const seen = []; const x = new XMLHttpRequest(); x.onabort = () => seen.push("abort"); x.onloadend = () => { seen.push("loadend"); }; x.open("GET", `${other}data`); x.send(); x.abort(); x.onloadend = () => resolve(`${seen.join(" ")} ${x.status} ${x.responseText}`); x.open("GET", `${other}data`); x.send(); }), { alike: false }),
  row("Events of another port", "`EventSource`, allowed by CORS; each event comes when the page has had the one before.", "a b at the other port, 1 true", { events: async (request, connection, state) => {
    connection.send(`HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n${allows(request)[0]}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    for (const name of ["a", "b"]) { const event = `data: ${name}\n\n`; connection.send(`${event.length.toString(16)}\r\n${event}\r\n`); await new Promise((go) => { state.go = go; }); }
  }, seen: (request, connection, state) => { state.go(); return text("ok", allows(request)); } },
    ({ other }) => new Promise((resolve) => { const seen = []; const source = new EventSource(`${other}events`); source.onerror = () => resolve("error"); source.onmessage = async (event) => { await fetch(`${other}seen`); if (seen.push(event.data) < 2) return;
      const at = new URL(source.url); const where = at.origin === event.origin && at.host !== location.host && at.pathname === `${location.pathname}events` ? "at the other port" : `${source.url} ${event.origin}`; source.close(); resolve(`${seen.join(" ")} ${where}, ${EventSource.OPEN} ${source instanceof EventSource && source.constructor === EventSource}`); }; }), { keeps: () => ({}), leaves: true, alike: false }),
  row("Events that the other port does not allow", "No CORS field: the source is closed.", "error 2", { events: (request, connection) => { connection.end("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: secret\n\n"); } },
    ({ other }) => new Promise((resolve) => { const source = new EventSource(`${other}events`); source.onmessage = (event) => resolve(event.data); source.onerror = () => { resolve(`error ${source.readyState}`); source.close(); }; }), { leaves: true, received: (requests) => assert.equal(got(requests, "events").length, 1) }),
  row("Events of another port with credentials", "`withCredentials`: the device's cookies go along.", "own=1 true", { "": reader(["Set-Cookie: own=1; Path=/"]), events: (request, connection) => { connection.end(`HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n${withCredentials(request).join("\r\n")}\r\n\r\ndata: ${request.header("cookie")}\n\n`); } },
    ({ other }) => new Promise((resolve) => { const source = new EventSource(`${other}events`, { withCredentials: true }); source.onmessage = (event) => { source.close(); resolve(`${event.data} ${source.withCredentials}`); }; source.onerror = () => resolve("error"); }), { cookies: true, leaves: true, alike: false }),
  row("WebSocket of another port", "`new WebSocket(\"ws://DEVICE:PORT/...\")`, with the page's Origin and the device's cookies.", "own=1 echoed at the other port, 1 true, closed 1000", { "": reader(["Set-Cookie: own=1; Path=/"]), ws: (request, connection) => { connection.takeOver(() => {}); echo(request.header("sec-websocket-key"), connection.socket); } },
    ({ other }) => new Promise((resolve) => { const socket = new WebSocket(`${other.replace("http", "ws")}ws?1`); let got; socket.onopen = () => socket.send("echoed"); socket.onerror = () => resolve("error"); socket.onmessage = (event) => { const at = new URL(socket.url);
      const where = at.origin === event.origin && at.host !== location.host && at.pathname + at.search === `${location.pathname}ws?1` ? "at the other port" : `${socket.url} ${event.origin}`; got = `${document.cookie} ${event.data} ${where}, ${WebSocket.OPEN} ${socket instanceof WebSocket && socket.constructor === WebSocket}`; socket.close(1000); }; socket.onclose = ({ code }) => resolve(`${got}, closed ${code}`); }), { cookies: true,
      received: (requests) => { const [request] = got(requests, "ws"); assert.equal(request.header("origin"), request.device.origin); assert.equal(request.header("cookie"), "own=1"); assert.equal(request.header("host"), request.device.secondAuthority); } }),
  row("Beacon to another port", "`navigator.sendBeacon`, right away.", "true on=1", { save: async (request, connection, state) => { state.done(String(await request.body)); return text(""); }, saved: async (request, connection, state) => text(await state.body) },
    async ({ other }) => { const sent = navigator.sendBeacon(`${other}save`, "on=1"); return `${sent} ${await (await fetch("saved")).text()}`; }, { keeps: () => { const state = {}; state.body = new Promise((done) => { state.done = done; }); return state; }, alike: false, received: (requests) => assert.equal(got(requests, "save").length, 1) }),
  row("Picture of another port for a script", "`crossorigin`, so that a script may read its points from a canvas; allowed by `*`. By markup and by script.", "255 0 0, 255 0 0", { "": (request) => page(`<img crossorigin src="${second(request)}picture?1">`), picture: answer(gif, { type: "image/gif", lines: ["Access-Control-Allow-Origin: *"] }) },
    async ({ other }) => {
      const made = new Image(); made.crossOrigin = "anonymous"; made.src = `${other}picture?2`;
      const points = [];
      for (const image of [document.images[0], made]) {
        if (!(image.complete && image.naturalWidth)) await new Promise((shown) => { image.addEventListener("load", shown); });
        const canvas = document.createElement("canvas").getContext("2d"); canvas.drawImage(image, 0, 0); points.push([...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).join(" "));
      }
      return points.join(", ");
    }, { alike: false, received: (requests) => assert.equal(got(requests, "picture").length, 2) }),
  row("Picture of another port that scripts may not read", "`crossorigin` and no CORS field: the page gets no picture.", "no picture", { picture: answer(gif, { type: "image/gif" }) },
    ({ other }) => new Promise((resolve) => { const image = new Image(); image.crossOrigin = "anonymous"; image.onload = () => resolve("shown"); image.onerror = () => resolve("no picture"); image.src = `${other}picture`; }), { alike: false, received: (requests) => assert.equal(got(requests, "picture").length, 1) }),
  row("Font of another port", "`@font-face` by its address; fonts always come by CORS.", "loaded", { "": (request) => page(`<style>@font-face { font-family: panel; src: url("${second(request)}panel.ttf") } p { font-family: panel }</style><p>text</p>`), "panel.ttf": () => answer(readFileSync("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"), { type: "font/ttf", lines: ["Access-Control-Allow-Origin: *"] }) },
    async () => { while (![...document.fonts].some(({ family, status }) => family === "panel" && status === "loaded")) await new Promise((done) => { document.fonts.addEventListener("loadingdone", done, { once: true }); }); return "loaded"; },
    { alike: false, received: (requests) => { const [request] = got(requests, "panel.ttf"); assert.equal(request.header("origin"), request.device.origin); } }),
  row("Module of another port", "`import()` by its address.", "imported", { "module.js": answer("export const word = 'imported'", { type: "text/javascript", lines: ["Access-Control-Allow-Origin: *"] }) },
    async ({ other }) => (await import(`${other}module.js`)).word, { alike: false, pending: "browsers load modules of other origins without cookies, and nothing can be put before them" }),
  ...policies,
];
