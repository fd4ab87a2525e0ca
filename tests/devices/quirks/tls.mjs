// SPDX-License-Identifier: Apache-2.0
// TLS as devices have it: old versions, small keys, certificates for nobody. Direct is a browser whose user clicks the warning away.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { accepting, freePort, Program, run } from "../../lib/process.mjs";
import { page } from "../quirk.mjs";

const anything = "ALL:@SECLEVEL=0";
const dirs = [];
process.once("exit", () => { for (const dir of dirs) rmSync(dir, { recursive: true, force: true }); });

/** { key, cert, files } of a certificate that openssl makes once. key: as for `openssl req -newkey`; when: the date on which it was made. */
const made = new Map();
export function certificate({ key = "rsa:2048", digest = "sha256", subject = "/CN=127.0.0.1", when, san } = {}) {
  const id = JSON.stringify({ key, digest, subject, when, san });
  if (!made.has(id)) made.set(id, make({ key, digest, subject, when, san }));
  return made.get(id);
}
async function make({ key, digest, subject, when, san }) {
  const dir = mkdtempSync(path.join(tmpdir(), "callout-tls-"));
  dirs.push(dir);
  const files = { key: `${dir}/key.pem`, cert: `${dir}/cert.pem` };
  const command = ["openssl", "req", "-x509", "-newkey", ...key.split(" "), `-${digest}`, "-nodes", "-days", "300", "-subj", subject, "-keyout", files.key, "-out", files.cert, ...(san ? ["-addext", `subjectAltName=${san}`] : [])];
  const [program, ...args] = when ? ["faketime", when, ...command] : command;
  const done = await run(program, args);
  if (done.code !== 0) throw new Error(`${command.join(" ")}: ${done.stderr}`);
  return { key: readFileSync(files.key), cert: readFileSync(files.cert), files };
}

const kind = (name, { of, ...options } = {}) => ({ name, tls: async () => ({ ...(await certificate(of)), ...options }) });
const sees = "a page over TLS";
const row = (name, says, on, more = {}) => ({ name, says, on, sees, answers: { "": page(`<p>${sees}</p>`) }, ...more });
const refuses = { sees: /ERR_SSL|ERR_CONNECTION_(RESET|CLOSED)|ERR_EMPTY_RESPONSE/, shows: "refused by the browser" };

/** Closes as soon as a ClientHello offers TLS 1.3, as stacks did that took unknown versions for an attack. */
const intolerant = { ...kind("TLS 1.3 is an attack", { maxVersion: "TLSv1.2" }),
  server(accept, options) {
    const inner = tls.createServer(options, accept);
    inner.on("tlsClientError", () => {});
    return net.createServer((socket) => {
      socket.on("error", () => {});
      socket.once("readable", () => {
        const hello = socket.read();
        if (!hello || hello.includes(Buffer.from([0x03, 0x04, 0x03, 0x03]))) { socket.destroy(); return; }
        socket.unshift(hello);
        inner.emit("connection", socket);
      });
    });
  } };

/** GnuTLS without the extension of RFC 5746, which OpenSSL and browsers expect since 2010. Its own page says that it answered. */
const noRenegotiation = { name: "Without secure renegotiation",
  async start(rows, { name }) {
    const { files } = await certificate();
    const port = await freePort();
    const program = new Program("gnutls-serv", ["--http", `--port=${port}`, `--x509keyfile=${files.key}`, `--x509certfile=${files.cert}`, "--priority=NORMAL:-VERS-ALL:+VERS-TLS1.2:+RSA:%DISABLE_SAFE_RENEGOTIATION"]);
    await accepting(port, { program });
    return { name, address: "127.0.0.1", origin: `https://127.0.0.1:${port}`, endpoints: [{ scheme: "https", port }], requests: [], faults: [], of: () => [], state: () => ({}), stop: () => program.stop() };
  } };

export const rows = [
  row("Self-signed certificate", "As each device has at first.", kind("Self-signed", { of: { san: "IP:127.0.0.1" } })),
  row("Expired certificate", "It ended years ago.", kind("Expired", { of: { when: "2015-03-01 12:00:00", san: "IP:127.0.0.1" } })),
  row("Certificate for another name", "It names the maker, not the device.", kind("Another name", { of: { subject: "/O=Example/CN=printer.example.com", san: "DNS:printer.example.com" } })),
  row("Certificate by SHA-1", "Signed with SHA-1, RSA 2048.", kind("SHA-1", { of: { digest: "sha1" }, ciphers: anything })),
  row("Certificate by MD5 with RSA 1024", "As of the year 2003.", kind("MD5", { of: { key: "rsa:1024", digest: "md5" }, ciphers: anything, maxVersion: "TLSv1.2" })),
  row("TLS 1.0, RSA 1024, SHA-1", "All three at once: no browser of today opens it.", kind("TLS 1.0", { of: { key: "rsa:1024", digest: "sha1" }, minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: anything }), { direct: refuses }),
  row("TLS 1.1", "No newer version.", kind("TLS 1.1", { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: anything }), { direct: refuses }),
  row("TLS 1.2 with RSA key exchange", "`AES128-SHA` and nothing else.", kind("RSA exchange", { minVersion: "TLSv1.2", maxVersion: "TLSv1.2", ciphers: `AES128-SHA:@SECLEVEL=0` })),
  row("TLS 1.3 only", "A new device.", kind("TLS 1.3", { of: { key: "ec -pkeyopt ec_paramgen_curve:prime256v1" }, minVersion: "TLSv1.3" })),
  row("Closes when TLS 1.3 is offered", "A stack that takes the newer version for an attack.", intolerant, { direct: refuses }),
  row("No secure renegotiation", "Without the extension of RFC 5746.", noRenegotiation, { sees: "GnuTLS", alike: false }),
  row("Asks for a client certificate", "And goes on without one.", kind("Client certificate", { requestCert: true, rejectUnauthorized: false })),
  row("TLS that ends without a word", "No length, and the connection closes without close_notify.", kind("No close_notify"), { answers: { "": (request, connection) => { connection.socket.write(`HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>${sees}</p>`, () => setTimeout(() => connection.socket.destroy(), 50)); } } }),
];
