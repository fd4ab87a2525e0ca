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
  await accepting(port);
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

/** A panel's screen: Xtigervnc behind websockify, shown by noVNC. */
export async function vncPanel() {
  const dir = folder();
  const [vnc, port] = [await freePort(), await freePort()];
  const secret = await run("sh", ["-c", "printf '%s\\n' \"$1\" | tigervncpasswd -f > \"$2\"", "sh", "panel", `${dir.dir}/passwd`]);
  if (secret.code !== 0) throw new Error(secret.stderr);
  const screen = new Program("Xtigervnc", [`:${vnc}`, "-rfbport", String(vnc), "-localhost", "-geometry", "320x240", "-depth", "24", "-SecurityTypes", "VncAuth", "-rfbauth", `${dir.dir}/passwd`, "-nolisten", "unix"], { log: `${dir.dir}/vnc.log` });
  await accepting(vnc);
  return ready("websockify", dir, "websockify", ["--web", "/usr/share/novnc", `127.0.0.1:${port}`, `127.0.0.1:${vnc}`], port, { stop: () => screen.stop() });
}
