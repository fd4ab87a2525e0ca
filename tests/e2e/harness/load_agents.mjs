// SPDX-License-Identifier: Apache-2.0
// Many agents in one process, written from docs/protocol.md and nothing else: enrolment, hello over TLS 1.3, the WebSocket, and a reverse HTTP/2
// session that answers what an idle agent is asked. Shows what an idle install costs the server, and that a stranger can write an agent.
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { once } from "node:events";
import http2 from "node:http2";
import { Duplex } from "node:stream";
import tls from "node:tls";

const words = (...parts) => Buffer.concat(parts.flatMap((part, i) => (i ? [Buffer.from([0]), Buffer.from(part)] : [Buffer.from(part)])));

/** A client's WebSocket as a byte stream of binary messages; the first messages are text, for the hello. */
class WebSocketStream extends Duplex {
  constructor(socket, rest) {
    super({ allowHalfOpen: false });
    Object.assign(this, { socket, pending: rest, texts: [], onText: null });
    socket.on("data", (bytes) => { this.pending = Buffer.concat([this.pending, bytes]); this.parse(); });
    socket.on("close", () => this.destroy());
    socket.on("error", () => this.destroy());
    this.parse();
  }

  parse() {
    while (this.pending.length >= 2) {
      const opcode = this.pending[0] & 15;
      let size = this.pending[1] & 127;
      let at = 2;
      if (size === 126) { if (this.pending.length < 4) return; size = this.pending.readUInt16BE(2); at = 4; }
      else if (size === 127) { if (this.pending.length < 10) return; size = Number(this.pending.readBigUInt64BE(2)); at = 10; }
      if (this.pending.length < at + size) return;
      const payload = Buffer.from(this.pending.subarray(at, at + size));
      this.pending = this.pending.subarray(at + size);
      if (opcode === 1) { this.texts.push(payload.toString()); this.onText?.(); }
      else if (opcode === 8) { this.closing = payload.subarray(2).toString(); this.socket.end(); }
      else if (opcode === 9) this.frame(10, payload);
      else if (opcode !== 10) this.push(payload);
    }
  }

  frame(opcode, payload, done) {
    const size = payload.length;
    const head = size < 126 ? Buffer.from([0x80 | opcode, 0x80 | size])
      : size < 65536 ? Buffer.from([0x80 | opcode, 0x80 | 126, size >> 8, size & 255])
      : Buffer.from([0x80 | opcode, 0x80 | 127, 0, 0, 0, 0, size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255]);
    // A mask of zeros: RFC 6455 section 5.3 wants an unpredictable one of browsers, against caches that are not between here and the test's server.
    this.socket.write(Buffer.concat([head, Buffer.alloc(4), payload]), done);
  }

  async text() {
    while (!this.texts.length) await new Promise((resolve, reject) => { this.onText = resolve; this.once("close", () => reject(new Error(`closed during the hello ${this.closing ?? ""}`))); });
    return JSON.parse(this.texts.shift());
  }

  sendText(message) { this.frame(1, Buffer.from(JSON.stringify(message))); }
  _read() {}
  _write(bytes, encoding, done) { this.frame(2, bytes, done); }
  _destroy(error, done) { this.socket.destroy(); done(error); }
}

export class LoadAgents {
  constructor(server, api) {
    Object.assign(this, { server, api, streams: new Set(), dialled: 0 });
  }

  get live() { return this.streams.size; }

  /** Enrols and connects `count` more, a few at a time. */
  async connect(count) {
    let left = count;
    await Promise.all(Array.from({ length: 8 }, async () => { while (left > 0) { left -= 1; await this.one(); } }));
  }

  async one() {
    const { install, enrolment } = await this.api.post("/installs", { name: `load ${randomBytes(4).toString("hex")}`, entity: this.api.me.team.root_entity });
    const keys = generateKeyPairSync("ed25519");
    const publicKey = keys.publicKey.export({ format: "jwk" }).x;
    const signed = (text) => sign(null, text, keys.privateKey).toString("base64url");
    const enrolled = await this.api.fetch("/agent/v1/enroll", {
      method: "POST", cookies: false, headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: enrolment.token, public_key: publicKey, proof: signed(words("callout enroll v1", enrolment.token)), agent_version: "load", hostname: "load", os: "load" }),
    });
    if (enrolled.status !== 200) throw new Error(`enroll: ${enrolled.status} ${enrolled.text}`);
    await this.dial(install.id, signed);
  }

  async dial(install, signed) {
    const { hostname, host } = new URL(this.server.url);
    // From many addresses, as agents come; the server bounds the connections of one.
    const localAddress = `127.0.1.${1 + (this.dialled++ % 200)}`;
    const socket = tls.connect({ host: "127.0.0.1", localAddress, port: this.server.port, servername: hostname, ca: this.server.ca, minVersion: "TLSv1.3" });
    await once(socket, "secureConnect");
    const key = randomBytes(16).toString("base64");
    socket.write(`GET /agent/v1 HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Protocol: callout.1\r\nCallout-Install: ${install}\r\n\r\n`);
    let head = Buffer.alloc(0);
    while (head.indexOf("\r\n\r\n") < 0) head = Buffer.concat([head, (await once(socket, "data"))[0]]);
    const end = head.indexOf("\r\n\r\n") + 4;
    const accepted = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    if (!/^HTTP\/1\.1 101 /.test(head.toString()) || !head.toString().includes(accepted)) throw new Error(`dial: ${head.toString().slice(0, 200)}`);
    const stream = new WebSocketStream(socket, head.subarray(end));
    this.streams.add(stream);
    stream.on("close", () => this.streams.delete(stream));
    stream.on("error", () => {});

    const challenge = await stream.text();
    const hello = words("callout agent hello v1", challenge.nonce, install);
    const exporter = socket.exportKeyingMaterial(32, "EXPORTER-callout-agent-1", Buffer.alloc(0));
    stream.sendText({ type: "hello", install, version: challenge.versions[1], agent_version: "load", hostname: "load", os: "load", features: [], signature: signed(hello), channel_signature: signed(words(hello, exporter)) });
    const answer = await stream.text();
    if (answer.type !== "welcome") throw new Error(`hello: ${JSON.stringify(answer)}`);
    this.serve(stream);
  }

  /** An agent with no device: its inventory is empty and no lease is known. */
  serve(stream) {
    const session = http2.performServerHandshake(stream);
    session.on("error", () => {});
    session.on("stream", (request, headers) => {
      const answers = { "/v1/inventory": { results: [] }, "/v1/leases": { unknown: [] } };
      const answer = answers[headers[":path"]];
      request.resume();
      request.on("error", () => {});
      request.respond({ ":status": answer ? 200 : 404, "content-type": "application/json" });
      request.end(answer ? JSON.stringify(answer) : "");
    });
  }

  stop() { for (const stream of this.streams) stream.destroy(); }
}
