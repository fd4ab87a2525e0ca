// SPDX-License-Identifier: Apache-2.0
// Just enough of RFC 6455 for a test device that echoes each frame: text, binary and continued messages, ping, close; any length.
import { createHash } from "node:crypto";

export function acceptKey(key) {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

/** first: the frame's first byte, FIN and opcode. */
function frame(first, payload) {
  const size = payload.length;
  const head = size < 126 ? Buffer.from([first, size])
    : size < 65536 ? Buffer.from([first, 126, size >> 8, size & 255])
    : Buffer.concat([Buffer.from([first, 127, 0, 0, 0, 0]), Buffer.from([size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255])]);
  return Buffer.concat([head, payload]);
}

/** Answers the handshake and sends every message back as it came. lines: further fields of the answer. */
export function echo(key, socket, lines = []) {
  socket.write(["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${acceptKey(key)}`, ...lines].join("\r\n") + "\r\n\r\n");
  let pending = Buffer.alloc(0);
  socket.on("error", () => {});
  socket.on("end", () => socket.end());
  socket.on("data", (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    for (;;) {
      if (pending.length < 2) return;
      let size = pending[1] & 127;
      let at = 2;
      if (size === 126) { if (pending.length < 4) return; size = pending.readUInt16BE(2); at = 4; }
      else if (size === 127) { if (pending.length < 10) return; size = Number(pending.readBigUInt64BE(2)); at = 10; }
      if (pending.length < at + 4 + size) return;
      const mask = pending.subarray(at, at + 4);
      const payload = Buffer.from(pending.subarray(at + 4, at + 4 + size));
      for (let i = 0; i < size; i += 1) payload[i] ^= mask[i & 3];
      const [first] = pending;
      const opcode = first & 15;
      pending = pending.subarray(at + 4 + size);
      if (opcode === 8) { socket.end(frame(0x88, payload)); return; }
      socket.write(frame(opcode === 9 ? 0x8a : first, payload));
    }
  });
}
