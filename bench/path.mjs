// SPDX-License-Identifier: Apache-2.0
// A long way on one machine: a TCP proxy that hands each byte on after half a round trip, in order. As a real path, it lets a connection's first byte
// wait a round trip more, for the TCP handshake that loopback has for nothing. What it has not: loss, a limit of bandwidth, and TCP's slow start.
import { once } from "node:events";
import net from "node:net";

/** Pipes `from` to `to`, `ms` late, and no byte before `opens`. A byte that waits counts against no window: the path holds what is on its way. */
function carry(from, to, ms, opens) {
  let tail = Promise.resolve();
  const later = (act) => {
    const due = Math.max(performance.now(), opens) + ms;
    tail = tail.then(() => new Promise((resolve) => { setTimeout(() => { if (!to.destroyed) act(); resolve(); }, Math.max(0, due - performance.now())); }));
  };
  from.on("data", (bytes) => later(() => to.write(bytes)));
  from.on("end", () => later(() => to.end()));
  from.on("error", () => to.destroy());
  from.on("close", () => later(() => to.destroy()));
}

/** Answers { port, stop }: where the far end of `target` (a port of 127.0.0.1) is reached over a path of that round trip. */
export async function farFrom(target, roundTripMs) {
  const sockets = new Set();
  const server = net.createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = net.connect({ port: target, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    for (const socket of [near, far]) { sockets.add(socket); socket.on("close", () => sockets.delete(socket)); }
    const opens = performance.now() + roundTripMs;
    carry(near, far, roundTripMs / 2, opens);
    carry(far, near, roundTripMs / 2, opens);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: server.address().port, stop: async () => { server.close(); for (const socket of sockets) socket.destroy(); } };
}
