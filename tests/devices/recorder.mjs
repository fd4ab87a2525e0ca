// SPDX-License-Identifier: Apache-2.0
// A device that keeps every byte it receives, so that a test can say "the device saw not one byte". Runs inside the test.
import { once } from "node:events";
import net from "node:net";

export async function start({ address = "127.0.0.1", port = 0, body = "recorder page" } = {}) {
  const device = { connections: 0, received: Buffer.alloc(0) };
  const sockets = new Set();
  const server = net.createServer((socket) => {
    device.connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let pending = "";
    socket.on("data", (bytes) => {
      device.received = Buffer.concat([device.received, bytes]);
      pending += bytes.toString("latin1");
      for (let end = pending.indexOf("\r\n\r\n"); end >= 0; end = pending.indexOf("\r\n\r\n")) {
        pending = pending.slice(end + 4);
        socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      }
    });
  });
  server.listen(port, address);
  await once(server, "listening");
  return Object.assign(device, {
    name: "Recorder", address, endpoints: [{ scheme: "http", port: server.address().port }],
    get text() { return device.received.toString("latin1"); },
    /** Forgets what came until now, such as the check of a newly added device. */
    forget() { device.received = Buffer.alloc(0); device.connections = 0; },
    async stop() { for (const socket of sockets) socket.destroy(); server.close(); await once(server, "close"); },
  });
}
