// SPDX-License-Identifier: Apache-2.0
// The client's end of a raw connection, by hand: a WebSocket whose binary messages are the bytes, whose close frame is the end of one direction.
import { once } from "node:events";
import net from "node:net";

const kBinary = 2, kClose = 8, kPing = 9;

/** A masked frame; a mask of zeros leaves the payload as it is. */
function frame(opcode, payload) {
  const size = payload.length;
  const head = size < 126 ? Buffer.from([0x80 | opcode, 0x80 | size]) : size < 65536 ? Buffer.alloc(4) : Buffer.alloc(10);
  if (size >= 126) { head[0] = 0x80 | opcode; head[1] = 0x80 | (size < 65536 ? 126 : 127); }
  if (size >= 126 && size < 65536) head.writeUInt16BE(size, 2);
  if (size >= 65536) head.writeBigUInt64BE(BigInt(size), 2);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

/** Asks for the port and answers { status, body } of a refusal, or a RawConnection. `headers` are added to the client's own, or replace them. */
export async function connectRaw(url, port, key, headers = {}) {
  const { port: at, host } = new URL(url);
  const socket = net.connect({ port: Number(at), host: "127.0.0.1", allowHalfOpen: true });
  await once(socket, "connect");
  const fields = {
    Host: host, Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "callout-tcp.1", ...(key && { Authorization: `Bearer ${key}` }), ...headers,
  };
  socket.write(`GET /.callout/tcp/${port} HTTP/1.1\r\n${Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
  let got = Buffer.alloc(0);
  while (!got.includes("\r\n\r\n")) got = Buffer.concat([got, (await once(socket, "data"))[0]]);
  const head = got.subarray(0, got.indexOf("\r\n\r\n")).toString("latin1");
  const rest = got.subarray(got.indexOf("\r\n\r\n") + 4);
  const status = Number(head.split(" ")[1]);
  if (status === 101) return new RawConnection(socket, rest, head);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  let body = rest;
  while (body.length < length) body = Buffer.concat([body, (await once(socket, "data"))[0]]);
  socket.destroy();
  return { status, body: body.toString() };
}

class RawConnection {
  constructor(socket, early, head) {
    this.status = 101;
    this.head = head;
    this.socket = socket;
    this.parts = [];
    this.size = 0;
    this.buffer = early;
    /** Resolves to "end" after the far end's close frame, to "lost" when the connection broke before. */
    this.over = new Promise((resolve) => { this.resolve = resolve; });
    socket.on("error", () => this.resolve("lost"));
    socket.on("close", () => this.resolve("lost"));
    socket.on("end", () => this.resolve("lost"));
    socket.on("data", (data) => { this.buffer = Buffer.concat([this.buffer, data]); this.#take(); });
    this.#take();
  }

  #take() {
    for (;;) {
      if (this.buffer.length < 2) return;
      const opcode = this.buffer[0] & 15, short = this.buffer[1] & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (this.buffer.length < head) return;
      const size = short < 126 ? short : short === 126 ? this.buffer.readUInt16BE(2) : Number(this.buffer.readBigUInt64BE(2));
      if (this.buffer.length < head + size) return;
      const payload = this.buffer.subarray(head, head + size);
      this.buffer = this.buffer.subarray(head + size);
      if (opcode === kBinary || opcode === 0) { this.parts.push(Buffer.from(payload)); this.size += size; }
      else if (opcode === kPing) this.socket.write(frame(10, payload));
      else if (opcode === kClose) this.resolve("end");
    }
  }

  send(bytes) { return new Promise((resolve) => { this.socket.write(frame(kBinary, Buffer.from(bytes)), resolve); }); }
  finish() { this.socket.write(frame(kClose, Buffer.from([0x03, 0xe8]))); }
  get received() { return Buffer.concat(this.parts); }
  destroy() { this.socket.destroy(); }
}
