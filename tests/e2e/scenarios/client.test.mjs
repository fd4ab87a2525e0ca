// SPDX-License-Identifier: Apache-2.0
// The command line as shipped: signing in by way of a real Chromium, devices, open, forward to a raw port, browse at the device's own address.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, statSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import test from "node:test";
import * as site from "../../devices/site.mjs";
import { certificate } from "../../devices/quirks/tls.mjs";
import { run, until, within } from "../../lib/process.mjs";
import { launch, onSessionHost, signIn } from "../harness/browser.mjs";
import { certificates } from "../harness/certificates.mjs";
import { callout, CommandLine, login } from "../harness/command_line.mjs";
import { folder, owner, Stack } from "../harness/stack.mjs";

const nobody = 65534;

/** A raw service of a device: answers what it got once the other side has ended, and then ends too. */
async function rawService(t) {
  const sockets = new Set();
  const service = { sockets, connections: 0 };
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    service.connections += 1;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    const parts = [];
    socket.on("data", (part) => parts.push(part));
    socket.on("end", () => socket.end(Buffer.concat(parts).reverse()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => { for (const socket of sockets) socket.destroy(); server.close(); });
  return Object.assign(service, { port: server.address().port });
}

/** Sends all and ends, then reads to the end. */
async function ask(port, bytes) {
  const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  await once(socket, "connect");
  socket.end(bytes);
  const parts = [];
  for await (const part of socket) parts.push(part);
  return Buffer.concat(parts);
}

/** One GET by way of an HTTP proxy. */
function byProxy(port, url) {
  return new Promise((resolve, reject) => {
    const { host } = new URL(url);
    http.get({ host: "127.0.0.1", port, path: url, headers: { Host: host }, agent: false }, async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() });
    }).on("error", reject);
  });
}

async function start(t, device, { allow = [], server } = {}) {
  const policy = { allow_loopback: [device, ...allow].flatMap((each) => (each.endpoints ? each.endpoints.map((e) => `127.0.0.1:${e.port}`) : [`127.0.0.1:${each.port}`])) };
  const stack = await Stack.start(t, { devices: [device], agent: { policy }, server });
  const line = new CommandLine(`${stack.dir}/person`);
  return { stack, line, url: stack.server.url };
}

async function signedIn(t, stack, line) {
  const browser = await launch(t);
  await signIn(browser, stack.server.url, owner);
  const { program } = await login(t, line, browser, stack.server.url);
  assert.equal(program.code, 0, program.output);
  return browser;
}

test("signing in by way of the browser, and what needs it", async (t) => {
  const device = await site.start({ name: "Boiler" });
  const { stack, line, url } = await start(t, device);

  await t.test("before it, commands exit with 3", async () => {
    for (const words of [["whoami"], ["devices"], ["open", "Boiler"], ["forward", "Boiler", "9100"]]) assert.equal((await line.run(...words)).code, 3, words[0]);
    assert.equal((await line.run("nothing")).code, 2);
  });

  const browser = await launch(t);
  await t.test("the console asks who is signed out to sign in first, and comes back to the question", async () => {
    const program = line.start(t, "login", url);
    const page = await browser.newPage();
    await page.goto(await line.shown());
    await page.getByLabel(/e-?mail/i).fill(owner.email);
    await page.getByLabel(/^password/i).fill(owner.password);
    await page.getByRole("button", { name: /sign in/i }).click();
    await page.getByRole("button", { name: "Refuse" }).click();
    await program.ended;
    assert.equal(program.code, 4, program.output);
    assert.ok(!existsSync(line.credentials));
  });

  await t.test("allowed, it is signed in, and the tab says so", async () => {
    const { program, page } = await login(t, line, browser, url);
    assert.equal(program.code, 0, program.output);
    await page.getByRole("heading", { name: "The command line has its answer" }).waitFor();
    assert.equal(statSync(line.credentials).mode & 0o777, 0o600);
    const { value } = await line.json("whoami");
    assert.equal(value.technician.email, owner.email);
  });

  await t.test("devices are listed, for people and for programs", async () => {
    assert.match((await line.run("devices", "boil")).stdout, /^NAME +ADDRESS.*\nBoiler +127\.0\.0\.1 +reachable/);
    const { value } = await line.json("devices");
    assert.deepEqual(value.map((each) => each.id), [stack.devices[0].id]);
  });

  await t.test("a device is found by id, name, address and search; none or several exit with 5", async () => {
    const twin = await stack.api.post("/devices", { name: "Boiler two", install: stack.install, address: "127.0.0.9", endpoints: [{ scheme: "http", port: 80 }] });
    for (const word of [stack.devices[0].id, "Boiler", "127.0.0.1"]) {
      const { code, value } = await line.json("open", word, "--print-url");
      assert.equal(code, 0, word);
      assert.match(value.url, /^http:\/\/[a-z2-7]{26}\.sessions\.localhost/);
    }
    assert.equal((await line.run("open", "no such thing")).code, 5);
    const several = await line.run("open", "oiler");
    assert.equal(several.code, 5);
    assert.ok(several.stderr.includes(twin.id) && several.stderr.includes(stack.devices[0].id), several.stderr);
  });

  await t.test("open shows each step and then the page in the browser", async () => {
    const done = await line.run("open", "Boiler");
    assert.equal(done.code, 0, done.stderr);
    for (const step of ["received", "reached", "identified", "connected"]) assert.match(done.stderr, new RegExp(`${step} +\\d+ ms`));
    const tab = await browser.newPage();
    await tab.goto(await line.shown());
    await onSessionHost(tab, url);
    await tab.getByRole("heading", { name: "Boiler" }).waitFor();
  });

  await t.test("an install that is gone exits with 6 and names the hop", async () => {
    await stack.agent.stop();
    await stack.online(stack.install, false);
    const done = await line.run("open", "Boiler");
    assert.equal(done.code, 6, done.stderr);
    assert.match(done.stderr, /install/i);
  });

  await t.test("credentials that others can read are refused", async () => {
    chmodSync(line.credentials, 0o644);
    const done = await line.run("whoami");
    assert.equal(done.code, 1);
    assert.match(done.stderr, /chmod 600/);
    chmodSync(line.credentials, 0o600);
  });

  await t.test("signed out, it is, also at the server", async () => {
    assert.equal((await line.run("logout")).code, 0);
    assert.ok(!existsSync(line.credentials));
    assert.equal((await line.run("whoami")).code, 3);
  });
});

test("without a browser the code is pasted", async (t) => {
  const { line, url } = await start(t, await site.start());
  const browser = await launch(t);
  const console_page = await signIn(browser, url, owner);
  const page = await console_page.context().newPage();
  const child = spawn(callout, ["login", url, "--no-browser"], { env: { ...process.env, ...line.env }, stdio: ["pipe", "pipe", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  let said = "";
  child.stderr.on("data", (part) => { said += part; });
  const exit = once(child, "exit");
  const address = await until("the address", () => /https?:\S+\/client\?\S+/.exec(said)?.[0]);
  assert.ok(!address.includes("port="));
  await page.goto(address);
  await page.getByText("Did you start this yourself?").waitFor();
  await page.getByRole("button", { name: "Allow" }).click();
  const code = await page.locator("code").innerText();
  child.stdin.end(`${code}\n`);
  assert.equal((await within(10_000, "the end of login", exit))[0], 0, said);
  assert.equal((await line.json("whoami")).value.technician.email, owner.email);
});

test("forward leads a local port to a raw port", async (t) => {
  const device = await site.start({ name: "Label printer" });
  const raw = await rawService(t);
  const { stack, line } = await start(t, device, { allow: [raw] });
  await signedIn(t, stack, line);
  const id = stack.devices[0].id;

  const refused = await line.run("forward", "Label printer", String(raw.port));
  assert.equal(refused.code, 4, refused.stderr);
  assert.match(refused.stderr, /no raw port/);
  await stack.api.patch(`/devices/${id}`, { raw_ports: [raw.port] });

  const forward = async () => {
    const program = line.start(t, "forward", "Label printer", String(raw.port), "--json");
    const ready = await program.line("ready", (text) => { try { return JSON.parse(text); } catch { return false; } }, 20_000);
    assert.equal(ready.event, "listening", program.output);
    return { program, ...ready };
  };

  await t.test("bytes come through exactly, both ways, with the end of one direction", async (t2) => {
    const open = await forward();
    t2.after(() => open.program.stop());
    const sizes = [0, 1, 70_000, 5 << 20];
    const asked = sizes.map((size) => randomBytes(size));
    const answers = await Promise.all(asked.map((bytes) => within(30_000, "an answer", ask(open.port, bytes))));
    for (const [index, bytes] of asked.entries()) assert.ok(answers[index].equals(Buffer.from(bytes).reverse()), `${bytes.length} bytes`);
  });

  await t.test("another user of the machine is cut before a byte", async () => {
    const open = await forward();
    const before = raw.connections;
    const script = `const s=require("net").connect(${open.port},"127.0.0.1");s.on("connect",()=>s.end("x"));s.on("data",()=>process.exit(1));s.on("error",()=>process.exit(7));s.on("close",()=>process.exit(7));`;
    const stranger = await run("/usr/bin/setpriv", [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", "--", process.execPath, "-e", script], { env: { HOME: "/" } });
    assert.equal(stranger.code, 7, stranger.stderr);
    assert.equal(raw.connections, before);
    assert.equal((await ask(open.port, Buffer.from("ours"))).toString(), "sruo");
    await open.program.stop();
  });

  await t.test("Ctrl-C ends the session and exits with 0", async () => {
    const open = await forward();
    process.kill(open.program.pid, "SIGINT");
    await within(8000, "the end", open.program.ended);
    assert.equal(open.program.code, 0, open.program.output);
    assert.equal((await stack.closed(open.session)).closed_reason, "ended_by_technician");
  });

  await t.test("the session's end cuts what is open and exits with 7, saying why", async () => {
    const open = await forward();
    const socket = net.connect(open.port, "127.0.0.1");
    socket.on("error", () => {});
    await once(socket, "connect");
    socket.write("never ends");
    await until("the connection at the device", () => raw.sockets.size > 0);
    const cut = new Promise((resolve) => { socket.on("close", resolve); });
    const ended = performance.now();
    await stack.api.post(`/sessions/${open.session}/end`);
    await within(5000, "the cut", cut);
    assert.ok(performance.now() - ended < 1500, `cut after ${Math.round(performance.now() - ended)} ms`);
    await within(8000, "the end", open.program.ended);
    assert.equal(open.program.code, 7, open.program.output);
    assert.match(open.program.output, /you ended it elsewhere/);
  });
});

test("browse shows a device at its own address, and nothing else", async (t) => {
  const port = () => device.endpoints[0].port;
  const device = await site.start({ name: "Camera", pages: {
    // An address that a script puts together from parts: no relay finds it.
    "/": (_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html><title>Camera</title><h1>Camera</h1><p id="state">...</p>
      <script>fetch(atob(${JSON.stringify(Buffer.from(`http://127.0.0.1:${port()}/state`).toString("base64"))})).then((r) => r.text()).then((text) => { state.textContent = text; });</script>`),
    "/state": "recording",
  } });
  const { stack, line } = await start(t, device);
  await signedIn(t, stack, line);
  const url = `http://127.0.0.1:${port()}/`;

  const browse = async (t2, ...flags) => {
    const program = line.start(t2, "browse", "Camera", "--browser", line.browser(...flags), "--json");
    const ready = await program.line("ready", (text) => { try { return JSON.parse(text); } catch { return false; } }, 20_000);
    assert.equal(ready.event, "browsing", program.output);
    return { program, ...ready, proxyPort: Number(ready.proxy.split(":")[1]) };
  };

  await t.test("its scripts reach it at the address that they know", async (t2) => {
    const open = await browse(t2);
    const { page, profile } = await line.page(t2);
    await page.getByText("recording").waitFor();
    assert.equal(page.url(), url);
    assert.equal(open.url, url);

    await t2.test("the proxy speaks HTTP and SOCKS5, to this device alone", async () => {
      assert.deepEqual(await byProxy(open.proxyPort, `${url}state`), { status: 200, text: "recording" });
      const foreign = await byProxy(open.proxyPort, `http://127.0.0.2:${port()}/state`);
      assert.equal(foreign.status, 403);
      assert.match(foreign.text, /is not this device/);
      assert.equal((await byProxy(open.proxyPort, "http://localhost/")).status, 403);
      const socks = `socks5h://127.0.0.1:${open.proxyPort}`;
      const curl = (...words) => run("curl", ["-sS", "--max-time", "10", "--noproxy", "", ...words]);
      assert.equal((await curl("--proxy", socks, `${url}state`)).stdout, "recording");
      assert.notEqual((await curl("--proxy", socks, `http://127.0.0.2:${port()}/state`)).code, 0);
      assert.equal((await curl("--proxytunnel", "--proxy", `http://127.0.0.1:${open.proxyPort}`, `${url}state`)).stdout, "recording");
    });
    await t2.test("the browser itself gets no further", async () => {
      const before = device.requests.length;
      const reached = await page.evaluate((at) => fetch(at, { mode: "no-cors" }).then(() => true, () => false), `http://127.0.0.2:${port()}/state`);
      assert.equal(reached, false);
      assert.equal(device.requests.length, before);
    });
    await t2.test("Ctrl-C ends browser, profile and session", async () => {
      process.kill(open.program.pid, "SIGINT");
      await within(12_000, "the end", open.program.ended);
      assert.equal(open.program.code, 0, open.program.output);
      assert.ok(!existsSync(profile));
      assert.deepEqual(readdirSync(line.temporary).filter((name) => name.startsWith("callout-browse")), []);
      assert.equal((await stack.closed(open.session)).closed_reason, "ended_by_technician");
    });
  });

  await t.test("closing the browser ends it", async (t2) => {
    const open = await browse(t2);
    const { page } = await line.page(t2);
    await page.getByText("recording").waitFor();
    const cdp = await page.context().browser().newBrowserCDPSession();
    await cdp.send("Browser.close").catch(() => {});
    await within(12_000, "the end", open.program.ended);
    assert.equal(open.program.code, 0, open.program.output);
    assert.equal((await stack.closed(open.session)).state, "closed");
  });

  await t.test("the session's end closes the browser and exits with 7", async (t2) => {
    const open = await browse(t2);
    const { page, profile } = await line.page(t2);
    await page.getByText("recording").waitFor();
    await stack.api.post(`/sessions/${open.session}/end`);
    await within(12_000, "the end", open.program.ended);
    assert.equal(open.program.code, 7, open.program.output);
    assert.ok(!existsSync(profile));
  });
});

test("browse passes a device's own TLS through: its own certificate, its true URL", async (t) => {
  const own = await certificate({ subject: "/CN=Panel of the test" });
  const device = await site.start({ name: "Panel", tls: { key: own.key, cert: own.cert } });
  const { stack, line } = await start(t, device);
  await signedIn(t, stack, line);
  const fingerprint = createHash("sha256").update(keyOf(own)).digest("base64");
  // As a person who accepts this certificate and no other: another one would not show the page.
  const program = line.start(t, "browse", "Panel", "--browser", line.browser(`--ignore-certificate-errors-spki-list=${fingerprint}`));
  await program.line("ready", (text) => text.startsWith("Browsing"), 20_000);
  const { page } = await line.page(t);
  await page.getByRole("heading", { name: "Panel" }).waitFor();
  assert.equal(page.url(), `https://127.0.0.1:${device.endpoints[0].port}/`);
  await program.stop();
});

test("over TLS, with an authority of one's own", async (t) => {
  const tls = await certificates(folder(t));
  const device = await site.start({ name: "Gate" });
  const raw = await rawService(t);
  const { stack, line, url } = await start(t, device, { allow: [raw], server: { ca: tls.caPem, config: { tls: { certificate: tls.certificate, key: tls.key } } } });
  await stack.api.patch(`/devices/${stack.devices[0].id}`, { raw_ports: [raw.port] });
  // As the console's page does, without one.
  const signIn = async (...words) => {
    const child = spawn(callout, ["login", url, "--no-browser", ...words], { env: { ...process.env, ...line.env }, stdio: ["pipe", "pipe", "pipe"] });
    t.after(() => child.kill("SIGKILL"));
    let said = "";
    child.stderr.on("data", (part) => { said += part; });
    const exit = once(child, "exit");
    const address = new URL(await until("the address", () => /https:\S+\/client\?\S+/.exec(said)?.[0]));
    const { code } = await stack.api.post("/client-codes", { challenge: address.searchParams.get("challenge"), name: address.searchParams.get("name") });
    child.stdin.end(`${code}\n`);
    return { code: (await within(10_000, "the end of login", exit))[0], said };
  };
  const distrusted = await signIn();
  assert.equal(distrusted.code, 1, distrusted.said);
  assert.match(distrusted.said, /--ca/);
  assert.ok(!existsSync(line.credentials));
  assert.equal((await signIn("--ca", tls.ca)).code, 0);
  assert.equal((await line.json("whoami")).value.technician.email, owner.email);

  const program = line.start(t, "forward", "Gate", String(raw.port));
  const port = Number(await program.line("ready", (text) => /^Forwarding 127\.0\.0\.1:(\d+) to Gate port \d+, until \d\d:\d\d; Ctrl-C ends it$/.exec(text)?.[1], 20_000));
  const bytes = randomBytes(3 << 20);
  assert.ok((await within(30_000, "an answer", ask(port, bytes))).equals(Buffer.from(bytes).reverse()));
});

/** The certificate's public key as DER. */
function keyOf({ cert }) {
  return new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" });
}
