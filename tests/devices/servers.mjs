// SPDX-License-Identifier: Apache-2.0
// Web servers that real devices have, or whose kin they have, from Debian: each in a folder of its own, on loopback, ended with its `stop`.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { accepting, freePort, Program, run } from "../lib/process.mjs";

export const user = "admin";
export const password = "pass word 7";

/** A folder for one server's files. */
export function folder() {
  const dir = mkdtempSync(path.join(tmpdir(), "callout-server-"));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

async function pages(dir, { guarded = false } = {}) {
  const www = `${dir}/www`;
  mkdirSync(`${www}/files`, { recursive: true });
  writeFileSync(`${www}/index.html`, '<!doctype html><title>Panel</title><h1>Alarm panel</h1><p id="state">loading</p><script src="state.js"></script>');
  writeFileSync(`${www}/state.js`, 'document.getElementById("state").textContent = "zone 1 armed";');
  for (const name of ["log 1.txt", "log 2.txt"]) writeFileSync(`${www}/files/${name}`, `lines of ${name}\n`);
  if (guarded) writeFileSync(`${www}/.htpasswd`, `${user}:${(await run("openssl", ["passwd", "-1", password])).stdout}`);
  return www;
}

async function ready(name, dir, command, args, port, more = {}) {
  const program = new Program(command, args, { log: `${dir.dir}/${name}.log` });
  await accepting(port, { program, ms: 90_000 });
  await more.once?.(program);
  return { program, port, stop: async () => { await program.stop(); await more.stop?.(); dir.remove(); } };
}

export async function miniHttpd() {
  const dir = folder();
  const port = await freePort();
  return ready("mini_httpd", dir, "mini_httpd", ["-D", "-h", "127.0.0.1", "-p", String(port), "-d", await pages(dir.dir, { guarded: true }), "-u", process.env.USER ?? "root"], port);
}

export async function webfs() {
  const dir = folder();
  const port = await freePort();
  return ready("webfs", dir, "webfsd", ["-F", "-4", "-i", "127.0.0.1", "-p", String(port), "-r", await pages(dir.dir), "-b", `${user}:${password}`], port);
}

export async function merecat() {
  const dir = folder();
  const port = await freePort();
  return ready("merecat", dir, "merecat", ["-n", "-P", `${dir.dir}/pid`, "-p", String(port), await pages(dir.dir)], port);
}

/** A shell in the browser, by long polls: what is typed comes back. */
export async function shellInABox() {
  const dir = folder();
  const port = await freePort();
  return ready("shellinabox", dir, "shellinaboxd", ["--disable-ssl", "--localhost-only", "--port", String(port), "--service", `/:${process.getuid()}:${process.getgid()}:/:sh -c "echo switch console; read line; echo you wrote $line; cat"`], port);
}

/**
 * A controller that its owner programs in the browser, as on PLCs and gateways: Node-RED with a password on its editor, and a flow that answers a page, its
 * form and a WebSocket. It is installed with tests/e2e; nothing of it asks the network: no telemetry, no catalogue, no updates.
 */
export async function nodeRed() {
  const dir = folder();
  const port = await freePort();
  // Of `password`, as `node-red admin hash-pw` writes it.
  const hash = "$2b$08$RUbRgdH4DLK/8oZRiXhJiusPysNmAJdGbmGBa5ViyiMxVRfPJpHDe";
  const settings = {
    uiHost: "127.0.0.1", uiPort: port, flowFile: "flows.json", credentialSecret: "device", httpNodeRoot: "/", disableEditor: false,
    adminAuth: { type: "credentials", users: [{ username: user, password: hash, permissions: "*" }] },
    telemetry: { enabled: false, updateNotification: false }, diagnostics: { enabled: false },
    externalModules: { autoInstall: false, palette: { allowInstall: false, allowUpload: false }, modules: { allowInstall: false } },
    editorTheme: { tours: false, palette: { catalogues: [] }, projects: { enabled: false } },
  };
  writeFileSync(`${dir.dir}/settings.json`, JSON.stringify(settings));
  writeFileSync(`${dir.dir}/settings.js`, 'module.exports = require("./settings.json");');
  writeFileSync(`${dir.dir}/flows.json`, JSON.stringify(flows));
  return ready("node-red", dir, process.execPath, [`${import.meta.dirname}/../e2e/node_modules/node-red/red.js`, "--userDir", dir.dir, "--settings", `${dir.dir}/settings.js`], port,
    { once: (program) => program.line("its flows running", (line) => /Started flows/.test(line), 90_000) });
}

/** Pump 3: a page with a form, a WebSocket that says what the form sets, and a node whose button writes to the editor's debug tab. */
const flows = [
  { id: "tab", type: "tab", label: "Pump 3" },
  { id: "page", type: "http in", z: "tab", name: "page", url: "/pump", method: "get", x: 120, y: 60, wires: [["html"]] },
  { id: "html", type: "template", z: "tab", name: "html", field: "payload", format: "html", syntax: "plain", x: 320, y: 60, wires: [["shown"]], template:
    '<!doctype html><title>Pump 3</title><h1>Pump 3</h1><p id="state">waiting</p><form><input name="speed"><button>Set</button></form><script>'
    + 'const socket = new WebSocket(`${location.origin.replace("http", "ws")}/pump/live`); socket.onmessage = (event) => { document.getElementById("state").textContent = event.data; };'
    + 'document.forms[0].onsubmit = (event) => { event.preventDefault(); fetch("/pump", { method: "POST", body: new URLSearchParams(new FormData(event.target)) }); };</script>' },
  { id: "shown", type: "http response", z: "tab", name: "", statusCode: "", headers: { "Content-Type": "text/html" }, x: 520, y: 60, wires: [] },
  { id: "form", type: "http in", z: "tab", name: "form", url: "/pump", method: "post", x: 120, y: 140, wires: [["said", "taken"]] },
  { id: "said", type: "change", z: "tab", name: "", rules: [{ t: "set", p: "payload", pt: "msg", to: "\"speed \" & payload.speed", tot: "jsonata" }], x: 320, y: 180, wires: [["live"]] },
  { id: "taken", type: "http response", z: "tab", name: "", statusCode: "204", headers: {}, x: 520, y: 140, wires: [] },
  { id: "live", type: "websocket out", z: "tab", name: "", server: "listener", client: "", x: 520, y: 180, wires: [] },
  { id: "listener", type: "websocket-listener", path: "/pump/live", wholemsg: "false" },
  { id: "button", type: "inject", z: "tab", name: "Test run", props: [{ p: "payload" }], repeat: "", once: false, payload: "pump 3 runs", payloadType: "str", x: 130, y: 260, wires: [["debug"]] },
  { id: "debug", type: "debug", z: "tab", name: "", active: true, tosidebar: true, console: false, complete: "payload", targetType: "msg", x: 340, y: 260, wires: [] },
];

/** A panel's screen: Xtigervnc behind websockify, shown by noVNC. */
export async function vncPanel() {
  const dir = folder();
  const [vnc, port] = [await freePort(), await freePort()];
  const secret = await run("sh", ["-c", "printf '%s\\n' \"$1\" | tigervncpasswd -f > \"$2\"", "sh", "panel", `${dir.dir}/passwd`]);
  if (secret.code !== 0) throw new Error(secret.stderr);
  const screen = new Program("Xtigervnc", [`:${vnc}`, "-rfbport", String(vnc), "-localhost", "-geometry", "320x240", "-depth", "24", "-SecurityTypes", "VncAuth", "-rfbauth", `${dir.dir}/passwd`, "-nolisten", "unix"], { log: `${dir.dir}/vnc.log` });
  await accepting(vnc, { program: screen });
  return ready("websockify", dir, "websockify", ["--web", "/usr/share/novnc", `127.0.0.1:${port}`, `127.0.0.1:${vnc}`], port, { stop: () => screen.stop() });
}
