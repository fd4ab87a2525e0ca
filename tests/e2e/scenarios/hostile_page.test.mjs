// SPDX-License-Identifier: Apache-2.0
// A hostile device page, in its own tab beside the console and another device's tab, tries to read or write what is theirs. Every attempt runs as
// the page's own code in a real Chromium; the other device counts what reaches it.
import assert from "node:assert/strict";
import { until } from "../../lib/process.mjs";
import test from "node:test";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, signIn } from "../harness/browser.mjs";
import { owner, Stack } from "../harness/stack.mjs";

const secret = "SECRET-7f3a91";

/** Attempts that read: each runs in the page with { console, other } (origins) and answers what it got, as text. */
const reads = {
  "fetch of the console's API": async ({ console: c }) => (await fetch(`${c}/api/v1/me`, { credentials: "include" })).text(),
  "fetch of the other session": async ({ other }) => (await fetch(`${other}/`, { credentials: "include" })).text(),
  "opaque fetch of the other session": async ({ other }) => `${(await fetch(`${other}/`, { mode: "no-cors", credentials: "include" })).type} response reached`,
  "XMLHttpRequest": ({ console: c }) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", `${c}/api/v1/me`); request.withCredentials = true;
    request.onload = () => resolve(request.responseText); request.onerror = () => resolve("");
    request.send();
  }),
  "EventSource of the console's live changes": ({ console: c }) => new Promise((resolve) => {
    const source = new EventSource(`${c}/api/v1/events`, { withCredentials: true });
    source.onopen = () => resolve("reached: event stream opened"); source.onerror = () => { source.close(); resolve(""); };
  }),
  "WebSocket to the console": ({ console: c }) => new Promise((resolve) => {
    const socket = new WebSocket(`${c.replace("http", "ws")}/agent/v1`, "callout.1");
    socket.onopen = () => resolve("reached: socket opened"); socket.onerror = () => resolve("");
  }),
  "WebSocket to the other session": ({ other }) => new Promise((resolve) => {
    const socket = new WebSocket(`${other.replace("http", "ws")}/socket`);
    socket.onopen = () => resolve("reached: socket opened"); socket.onerror = () => resolve("");
  }),
  "image of the other session": ({ other }) => new Promise((resolve) => {
    const image = new Image(); image.onload = () => resolve("reached: image"); image.onerror = () => resolve(""); image.src = `${other}/picture.jpg`;
  }),
  "script of the other session": ({ other }) => new Promise((resolve) => {
    const script = document.createElement("script"); script.onload = () => resolve(`reached: script ${window.leaked ?? ""}`); script.onerror = () => resolve("");
    script.src = `${other}/leak.js`; document.head.append(script);
  }),
  "script of the console's API": ({ console: c }) => new Promise((resolve) => {
    const script = document.createElement("script"); script.onload = () => resolve("reached: script"); script.onerror = () => resolve("");
    script.src = `${c}/api/v1/me`; document.head.append(script);
  }),
  "module import of the other session": async ({ other }) => { await import(`${other}/leak.js`); return `reached: module ${window.leaked ?? ""}`; },
  "CSS import of the other session": ({ other }) => new Promise((resolve) => {
    const link = document.createElement("link"); link.rel = "stylesheet"; link.onload = () => resolve("reached: style"); link.onerror = () => resolve("");
    link.href = `${other}/leak.css`; document.head.append(link);
  }),
  "frame of the console": ({ console: c }) => new Promise((resolve) => {
    const frame = document.createElement("iframe"); frame.src = `${c}/`; document.body.append(frame);
    const read = () => { try { resolve(frame.contentDocument?.body?.innerText ?? ""); } catch { resolve(""); } };
    frame.onload = read; frame.onerror = read;
  }),
  "frame of the other session": ({ other }) => new Promise((resolve) => {
    const frame = document.createElement("iframe"); frame.src = `${other}/`; document.body.append(frame);
    const read = () => { try { resolve(frame.contentDocument?.body?.innerText ?? ""); } catch { resolve(""); } };
    frame.onload = read; frame.onerror = read;
  }),
  "object and embed of the other session": ({ other }) => new Promise((resolve) => {
    const object = document.createElement("object"); object.data = `${other}/`; object.onload = () => resolve("reached: object"); object.onerror = () => resolve("");
    document.body.append(object);
    const embed = document.createElement("embed"); embed.src = `${other}/`; document.body.append(embed);
  }),
  "an object from data:": ({ console: c }) => new Promise((resolve) => {
    const object = document.createElement("object");
    object.data = `data:text/html,<script>fetch(${JSON.stringify(`${c}/api/v1/me`)},{credentials:"include"}).then(r=>r.text()).then(t=>parent.postMessage(t,"*"),()=>parent.postMessage("","*"))</script>`;
    addEventListener("message", (event) => resolve(String(event.data)), { once: true }); document.body.append(object);
    object.onload = () => setTimeout(() => resolve(""), 500); object.onerror = () => resolve("");
  }),
  "window.open of the console and reading it": ({ console: c }) => new Promise((resolve) => {
    const opened = window.open(`${c}/`);
    if (!opened) { resolve(""); return; }
    const started = performance.now();
    const look = () => {
      try { const text = opened.document?.body?.innerText; if (text) { resolve(text); return; } } catch { resolve(""); return; }
      if (opened.closed || performance.now() - started > 3000) resolve(""); else requestAnimationFrame(look);
    };
    look();
  }),
  "window.open of the other session by a known frame name": ({ other }) => { const opened = window.open(`${other}/`, "known"); try { return opened?.document?.cookie ?? ""; } catch { return ""; } },
  "the opener of this tab": () => (window.opener ? `reached: opener ${window.opener.location}` : ""),
  "document.domain": ({ other }) => {
    try { document.domain = "localhost"; } catch { return ""; }
    const frame = document.createElement("iframe"); frame.src = `${other}/`; document.body.append(frame);
    try { return frame.contentWindow.localStorage.getItem("secret") ?? ""; } catch { return ""; }
  },
  "cookies that this page may see": () => document.cookie,
  "the session cookie by the cookie store": async () => JSON.stringify(await window.cookieStore?.getAll() ?? []),
  "local storage": () => JSON.stringify({ ...localStorage, ...sessionStorage }),
  "IndexedDB": async () => JSON.stringify(await indexedDB.databases()),
  "cache storage": async () => JSON.stringify(await caches.keys()),
  "a worker from a blob": ({ console: c }) => new Promise((resolve) => {
    const code = `fetch(${JSON.stringify(`${c}/api/v1/me`)}, { credentials: "include" }).then((r) => r.text()).then(postMessage, () => postMessage(""))`;
    const worker = new Worker(URL.createObjectURL(new Blob([code]))); worker.onmessage = (event) => resolve(event.data); worker.onerror = () => resolve("");
  }),
  "importScripts in a worker": ({ other }) => new Promise((resolve) => {
    const code = `try { importScripts(${JSON.stringify(`${other}/leak.js`)}); postMessage("reached: script") } catch { postMessage("") }`;
    const worker = new Worker(URL.createObjectURL(new Blob([code]))); worker.onmessage = (event) => resolve(event.data); worker.onerror = () => resolve("");
  }),
  "a frame from data:": ({ console: c }) => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.src = `data:text/html,<script>fetch(${JSON.stringify(`${c}/api/v1/me`)},{credentials:"include"}).then(r=>r.text()).then(t=>parent.postMessage(t,"*"),()=>parent.postMessage("","*"))</script>`;
    addEventListener("message", (event) => resolve(String(event.data)), { once: true }); document.body.append(frame);
    frame.onload = () => setTimeout(() => resolve(""), 500);
  }),
  "a frame from a blob": ({ other }) => new Promise((resolve) => {
    const code = `<script>fetch(${JSON.stringify(`${other}/`)},{credentials:"include"}).then(r=>r.text()).then(t=>parent.postMessage(t,"*"),()=>parent.postMessage("","*"))</script>`;
    const frame = document.createElement("iframe"); frame.src = URL.createObjectURL(new Blob([code], { type: "text/html" }));
    addEventListener("message", (event) => resolve(String(event.data)), { once: true }); document.body.append(frame);
    frame.onload = () => setTimeout(() => resolve(""), 500);
  }),
  "a redirect of the device to the console": async () => (await fetch("/to-console", { credentials: "include" })).text(),
  "a redirect of the device to the other session": async () => (await fetch("/to-other", { credentials: "include" })).text(),
  "a ticket for the other session": async ({ console: c, other }) => {
    const answer = await fetch(`${c}/authorize?host=${encodeURIComponent(new URL(other).host)}&state=x&challenge=x`, { redirect: "manual", credentials: "include" });
    return answer.status ? `reached: ${answer.status} ${answer.headers.get("location")}` : "";
  },
  "a fetch of the other session's other port": async ({ otherSecond }) => (await fetch(`${otherSecond}/`, { credentials: "include" })).text(),
  "joining the other session's other port": async ({ otherSecond }) => { const answer = await fetch(`/.callout/join?host=${new URL(otherSecond).host.split(".")[0]}`); return answer.ok ? `reached: ${answer.status}` : ""; },
  "the other session by way of this host": async ({ other }) => { const answer = await fetch(`/.callout/other/${new URL(other).host.split(".")[0]}/`); return answer.ok ? `reached: ${answer.status}` : ""; },
  "a WebSocket to the other session by way of this host": ({ other }) => new Promise((resolve) => {
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/.callout/other/${new URL(other).host.split(".")[0]}/socket`);
    socket.onopen = () => resolve("reached: socket opened"); socket.onerror = () => resolve("");
  }),
  "history to the console's address": ({ console: c }) => { try { history.pushState({}, "", `${c}/devices`); return `reached: ${location.href}`; } catch { return ""; } },
};

/** Attempts that write: what they would have changed is looked at afterwards. */
const writes = {
  "form to the console": ({ console: c }) => { const form = document.createElement("form"); form.method = "post"; form.action = `${c}/api/v1/sign-out`; form.target = "sink"; document.body.append(form); form.submit(); },
  "form as text/plain JSON to the console": ({ console: c, root }) => {
    const form = document.createElement("form"); form.method = "post"; form.enctype = "text/plain"; form.action = `${c}/api/v1/installs`; form.target = "sink";
    const input = document.createElement("input"); input.name = `{"name":"Planted","entity":"${root}","x":"`; input.value = '"}'; form.append(input); document.body.append(form); form.submit();
  },
  "form to the other session": ({ other }) => { const form = document.createElement("form"); form.method = "post"; form.action = `${other}/write`; form.target = "sink"; document.body.append(form); form.submit(); },
  "beacon to the console": ({ console: c, root }) => { navigator.sendBeacon(`${c}/api/v1/installs`, new Blob([JSON.stringify({ name: "Planted", entity: root })], { type: "application/json" })); },
  "beacon to the other session": ({ other }) => { navigator.sendBeacon(`${other}/write`, "x"); },
  "POST without reading the answer": async ({ console: c, root }) => { await fetch(`${c}/api/v1/installs`, { method: "POST", mode: "no-cors", credentials: "include", body: JSON.stringify({ name: "Planted", entity: root }) }); },
  "fetch with keepalive": async ({ other }) => { await fetch(`${other}/write`, { method: "POST", mode: "no-cors", keepalive: true, credentials: "include", body: "x" }); },
  "prefetch and preload": ({ other }) => { for (const rel of ["prefetch", "preload", "modulepreload", "prerender"]) { const link = document.createElement("link"); link.rel = rel; link.as = "script"; link.href = `${other}/leak.js`; document.head.append(link); } },
  "speculation rules": ({ other }) => { const script = document.createElement("script"); script.type = "speculationrules"; script.textContent = JSON.stringify({ prefetch: [{ source: "list", urls: [`${other}/write`] }] }); document.head.append(script); },
  "ping of a link": ({ other }) => { const link = document.createElement("a"); link.href = "#x"; link.ping = `${other}/write`; document.body.append(link); link.click(); },
  "media and fonts": ({ other }) => {
    const video = document.createElement("video"); video.src = `${other}/write`; document.body.append(video);
    const style = document.createElement("style"); style.textContent = `@font-face{font-family:x;src:url(${other}/write)} body{font-family:x;background:url(${other}/write)}`; document.head.append(style);
  },
  "cookies for the parent domain": () => { for (const domain of ["localhost", ".localhost", "callout.localhost"]) for (const name of ["__Host-callout", "__Secure-callout", "callout", "tossed"]) document.cookie = `${name}=planted; Domain=${domain}; Path=/; Secure`; },
  "cookies by the cookie store": async () => { for (const domain of ["localhost", "callout.localhost"]) await window.cookieStore?.set({ name: "tossed", value: "planted", domain }); },
  "cookies from the device's answer": async () => { await fetch("/set-cookies"); },
  "a clearing of the site's data by the device": async () => { await fetch("/clear"); },
  "postMessage to windows of the console": ({ console: c }) => { const opened = window.open(`${c}/`); for (const target of [opened, window.opener, window.parent]) target?.postMessage({ type: "planted", csrf_token: "planted" }, "*"); },
  "broadcast channels": () => { for (const name of ["callout", "session", "auth", "react-query"]) new BroadcastChannel(name).postMessage("planted"); },
  "storage": () => { for (const key of ["callout", "token", "mantine-color-scheme-value", "secret"]) localStorage.setItem(key, "planted"); },
};

async function attempt(tab, run, places) {
  // The attempt has 4 s; one that hangs got nothing.
  return tab.evaluate(async ({ code, places: where }) => {
    const attemptNow = async () => { try { return String(await (0, eval)(`(${code})`)(where) ?? ""); } catch (error) { return `refused: ${error.name}`; } };
    return Promise.race([attemptNow(), new Promise((resolve) => { setTimeout(() => resolve("refused: silence"), 4000); })]);
  }, { code: run.toString(), places });
}

test("a hostile device page reaches neither the console nor another session", async (t) => {
  const places = {};
  const other = await site.start({ name: "Other device", pages: {
    "/": `<!doctype html><title>Other</title><p>${secret}</p><script>document.cookie = "plc=${secret}; Path=/"; localStorage.setItem("secret", "${secret}");
      window.heard = []; for (const name of ["callout", "session"]) new BroadcastChannel(name).onmessage = (e) => heard.push(e.data);
      addEventListener("message", (e) => heard.push(e.data)); addEventListener("storage", (e) => heard.push(e.key));</script>`,
    "/leak.js": (request, response) => response.writeHead(200, { "Content-Type": "text/javascript" }).end(`window.leaked = "${secret}";`),
    "/leak.css": (request, response) => response.writeHead(200, { "Content-Type": "text/css" }).end(`:root { --leak: "${secret}"; }`),
    "/write": "written",
  } });
  const hostile = await site.start({ name: "Hostile device", pages: {
    "/": (request, response) => response.writeHead(200, { "Content-Type": "text/html", "Content-Security-Policy": "default-src * 'unsafe-inline' 'unsafe-eval' data: blob:", "Service-Worker-Allowed": "/",
      "Access-Control-Allow-Origin": "*", "Cross-Origin-Opener-Policy": "unsafe-none", "Referrer-Policy": "unsafe-url" }).end('<!doctype html><title>Hostile</title><iframe name="sink"></iframe><p>hostile</p>'),
    "/sw.js": (request, response) => response.writeHead(200, { "Content-Type": "text/javascript", "Service-Worker-Allowed": "/" }).end("onfetch = (e) => e.respondWith(new Response('taken over'));"),
    "/to-console": (request, response) => response.writeHead(302, { Location: `${places.console}/api/v1/me` }).end(),
    "/to-other": (request, response) => response.writeHead(302, { Location: `${places.other}/` }).end(),
    "/set-cookies": (request, response) => response.writeHead(200, { "Set-Cookie": ["__Host-callout=planted; Path=/; Secure", "__Host-Http-callout=planted; Path=/; Secure; HttpOnly", "tossed=planted; Domain=localhost; Path=/", "tossed=planted; Domain=callout.localhost"] }).end("set"),
    "/clear": (request, response) => response.writeHead(200, { "Clear-Site-Data": '"*"', "Strict-Transport-Security": "max-age=31536000; includeSubDomains" }).end("cleared"),
  } });
  const stack = await Stack.start(t, { devices: [hostile, other] });
  const browser = await launch(t);
  const page = await signIn(browser, stack.server.url, owner);
  await page.evaluate(() => {
    window.heard = [];
    for (const name of ["callout", "session", "auth", "react-query"]) new BroadcastChannel(name).onmessage = (e) => window.heard.push(e.data);
    addEventListener("message", (e) => window.heard.push(e.data));
    addEventListener("storage", (e) => window.heard.push(e.key));
  });
  const [badDevice, otherDevice] = stack.devices;
  const openTab = async (device) => {
    const consolePage = await browser.newPage();
    const tab = await openDevice(consolePage, stack.server.url, device);
    await onSessionHost(tab, stack.server.url);
    await consolePage.close();
    return tab;
  };
  const otherTab = await openTab(otherDevice);
  const tab = await openTab(badDevice);
  Object.assign(places, { console: new URL(stack.server.url).origin, other: new URL(otherTab.url()).origin, otherSecond: new URL(otherTab.url()).origin.replace(".", "-8081."), root: stack.api.me.team.root_entity });
  await otherTab.getByText(secret).waitFor();
  const cookiesBefore = JSON.stringify(await browser.cookies([places.console, places.other]));
  // No request may reach the other device. Opening a tab there is the exception, because it can't be told from a link; what counts is that the page
  // can't be read. (A real page would have to guess the other session's 128-bit label first.)
  const untouched = async (name, attempted) => {
    const before = other.requests.length;
    const got = await attempted();
    // What a new window asks for may come after the attempt: it must not be counted as the next one's.
    if (name.startsWith("window.open")) await until("the new window", () => other.requests.length > before, { ms: 3000 }).catch(() => {});
    const reached = other.requests.slice(before).map((r) => `${r.method} ${r.url}`).filter((r) => !(name.startsWith("window.open") && r === "GET /"));
    assert.deepEqual(reached, [], "the other device was reached");
    return got;
  };
  const mine = new RegExp(`${secret}|${owner.email}|csrf_token|reached`);

  for (const [name, run] of Object.entries(reads)) {
    await t.test(`read: ${name}`, async () => {
      const got = await untouched(name, () => attempt(tab, run, places));
      assert.doesNotMatch(got, mine);
      assert.doesNotMatch(got, /__Host/, "our own cookies are not for the page");
      if (new URL(tab.url()).origin === places.console) throw new Error("the tab went to the console");
    });
  }
  for (const [name, run] of Object.entries(writes)) {
    await t.test(`write: ${name}`, async () => {
      await untouched(name, () => attempt(tab, run, places));
      const installs = await stack.api.get("/installs");
      assert.equal(installs.items.length, 1, "an install was planted");
      assert.equal(JSON.stringify(await browser.cookies([places.console, places.other])), cookiesBefore, "cookies of others changed");
      assert.deepEqual(await page.evaluate(() => window.heard), [], "the console's page heard something");
      assert.deepEqual(await otherTab.evaluate(() => window.heard), [], "the other page heard something");
    });
  }

  await t.test("write: a service worker", async () => {
    const got = await attempt(tab, async () => { const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/" }); return `registered ${registration.scope}`; }, places);
    assert.match(got, /^refused/);
  });

  await t.test("write: a cookie bomb does not lock the technician out of console or page", async () => {
    await attempt(tab, () => { for (let i = 0; i < 170; i += 1) document.cookie = `bomb${i}=${"x".repeat(4000)}; Path=/`; for (let i = 0; i < 50; i += 1) document.cookie = `pbomb${i}=${"x".repeat(4000)}; Domain=localhost; Path=/`; }, places);
    await page.reload();
    await page.getByRole("link", { name: /devices/i }).first().waitFor();
    await tab.goto(`${new URL(tab.url()).origin}/`);
    t.diagnostic(`after the bomb: ${(await tab.locator("body").innerText()).slice(0, 200)}`);
    await tab.getByText("hostile").waitFor();
  });

  await t.test("after all of it the technician is signed in and the other page as it was", async () => {
    assert.equal((await stack.api.ask("GET", "/me")).status, 200);
    await page.reload();
    await page.getByRole("link", { name: /devices/i }).first().waitFor();
    assert.equal(await otherTab.evaluate(() => localStorage.getItem("secret")), secret);
    assert.ok(!(await page.evaluate(() => JSON.stringify(localStorage))).includes("planted"));
    await otherTab.reload();
    await otherTab.getByText(secret).waitFor();
  });

  t.diagnostic(`${Object.keys(reads).length + Object.keys(writes).length + 2} attempts`);
});

/** What a page that knows another session's label tries when nothing in its browser holds it back. */
const withoutPolicy = {
  "fetch": async ({ url }) => (await fetch(url, { credentials: "include" })).text(),
  "fetch without credentials of its own": async ({ url }) => (await fetch(url, { credentials: "include", headers: { Accept: "callout/none" } })).text(),
  "XMLHttpRequest": ({ url }) => new Promise((resolve) => { const x = new XMLHttpRequest(); x.open("GET", url); x.withCredentials = true; x.onload = () => resolve(x.responseText); x.onerror = () => resolve(""); x.send(); }),
  "EventSource": ({ url }) => new Promise((resolve) => { const source = new EventSource(url, { withCredentials: true }); source.onopen = () => resolve("reached: opened"); source.onerror = () => { source.close(); resolve(""); }; }),
  "WebSocket": ({ url }) => new Promise((resolve) => { const socket = new WebSocket(url.replace("http", "ws")); socket.onopen = () => resolve("reached: opened"); socket.onerror = () => resolve(""); }),
  "PUT behind a preflight": async ({ url }) => { const answer = await fetch(url, { method: "PUT", credentials: "include", headers: { "X-Token": "1" }, body: "{}" }); return `reached: ${answer.status}`; },
  "POST without a preflight": async ({ url }) => { await fetch(url, { method: "POST", mode: "no-cors", credentials: "include", body: "x" }); return ""; },
  "beacon": ({ url }) => { navigator.sendBeacon(url, "x"); return ""; },
  "join, beginning at the other session": async ({ url, second }) => { const answer = await fetch(`${new URL(url).origin}/.callout/join?host=${second}`, { credentials: "include" }); return `reached: ${answer.status}`; },
  "a frame without an origin": ({ url }) => new Promise((resolve) => {
    const frame = document.createElement("iframe"); frame.sandbox = "allow-scripts";
    frame.srcdoc = `<script>fetch("${url}", { credentials: "include" }).then((r) => r.text()).then((t) => parent.postMessage(t, "*"), () => parent.postMessage("", "*"))</script>`;
    addEventListener("message", (event) => resolve(String(event.data)), { once: true }); document.body.append(frame);
  }),
};

test("without a policy in the browser the relay alone keeps pages out of another session", async (t) => {
  // It allows everybody whatever CORS can give.
  const open = (request, response) => response.writeHead(200, { "Content-Type": "text/plain", "Access-Control-Allow-Origin": request.headers.origin ?? "*", "Access-Control-Allow-Credentials": "true", "Access-Control-Allow-Methods": "PUT", "Access-Control-Allow-Headers": "x-token" }).end(secret);
  const other = await site.start({ name: "Other device", pages: { "/": "<!doctype html><p>other</p>", "/open": open, "/star": (request, response) => response.writeHead(200, { "Access-Control-Allow-Origin": "*" }).end(secret) } });
  const hostile = await site.start({ name: "Hostile device", pages: { "/": "<!doctype html><p>hostile</p>", "/open": open } });
  const stack = await Stack.start(t, { devices: [hostile, other] });
  const browser = await launch(t, { bypassCSP: true });
  const page = await signIn(browser, stack.server.url, owner);
  const otherTab = await openDevice(page, stack.server.url, stack.devices[1]);
  const origin = await onSessionHost(otherTab, stack.server.url);
  const tab = await openDevice(page, stack.server.url, stack.devices[0]);
  const own = await onSessionHost(tab, stack.server.url);
  await tab.getByText("hostile").waitFor();
  const label = new URL(origin).host.split(".")[0];
  const second = `${label}-${other.endpoints[0].port + 1}`;
  assert.ok((await browser.cookies(origin)).length > 0, "the browser has the other session's cookie and sends it");

  for (const [name, run] of Object.entries(withoutPolicy)) {
    for (const path of ["/open", "/star"]) {
      await t.test(`${name} of ${path}`, async () => {
        const before = other.requests.length;
        const got = await attempt(tab, run, { url: origin + path, second });
        assert.doesNotMatch(got, new RegExp(`${secret}|reached`));
        const changed = other.requests.slice(before).filter(({ method }) => method !== "GET");
        assert.deepEqual(changed.map(({ method, url }) => `${method} ${url}`), [], "something reached the other device that may change it");
      });
    }
  }
  await t.test("no cookie came to another host of the other session", async () => {
    assert.deepEqual(await browser.cookies(origin.replace(label, second)), []);
  });
  await t.test("nor does a page without an origin read its own session", async () => {
    const got = await attempt(tab, withoutPolicy["a frame without an origin"], { url: `${own}/open` });
    assert.doesNotMatch(got, new RegExp(secret));
  });

  await t.test("who knows a label and has no cookie gets nothing to the device", async () => {
    const stranger = stack.server.client();
    const fields = { Origin: own, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty" };
    const ownLabel = new URL(own).host.split(".")[0];
    const before = hostile.requests.length;
    const port = hostile.endpoints[0].port;
    const beside = own.replace(ownLabel, `${ownLabel}-${port + 1}`);
    for (const [method, url] of [["GET", `${own}/open`], ["POST", `${own}/open`], ["GET", `${beside}/open`], ["OPTIONS", `${own}/open`], ["GET", `${own}/.callout/join?host=${ownLabel}-8081`], ["GET", `${beside}/.callout/joined?code=${"A".repeat(43)}`],
      ["GET", `${own}/.callout/other/${ownLabel}-8081/open`], ["GET", `${beside}/.callout/anonymous/${ownLabel}/open`], ["POST", `${beside}/.callout/other/${ownLabel}/open`]]) {
      const answer = await stranger.fetch(url, { method, headers: fields });
      assert.equal(answer.status, 403, `${method} ${url}`);
      assert.equal(answer.headers["access-control-allow-origin"], undefined);
      assert.equal(answer.headers["set-cookie"], undefined);
    }
    const preflight = await stranger.fetch(`${beside}/open`, { method: "OPTIONS", headers: { ...fields, "Access-Control-Request-Method": "PUT" } });
    assert.equal(preflight.status, 204, "answered here");
    assert.equal(hostile.requests.length, before);
    stranger.close();
  });
});
