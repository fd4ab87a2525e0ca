// SPDX-License-Identifier: Apache-2.0
// A device made for the tests: pages by path, big bodies with a known hash, uploads that answer theirs, a moving MJPEG stream, WebSocket echo,
// and a log of every request. Runs inside the test.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { pipeline, Readable } from "node:stream";
import { echo } from "./websocket.mjs";

const frames = [1, 2, 3].map((number) => readFileSync(`${import.meta.dirname}/camera/frame${number}.jpg`));
const block = Buffer.alloc(1 << 20, "0123456789abcdefghijklmnopqrstuvwxyz\n");

/** SHA-256 of what GET /bytes/SIZE sends. */
export function hashOfBytes(size) {
  const hash = createHash("sha256");
  for (const part of blocks(size)) hash.update(part);
  return hash.digest("hex");
}

function* blocks(size) {
  for (let left = size; left > 0; left -= block.length) yield left < block.length ? block.subarray(0, left) : block;
}

function sendBytes(response, size) {
  response.writeHead(200, { "Content-Type": "application/octet-stream", "Content-Length": size });
  // A reader that goes away is no fault of this device.
  pipeline(Readable.from(blocks(size)), response, () => {});
}

function sendFrames(response, period) {
  response.writeHead(200, { "Content-Type": "multipart/x-mixed-replace; boundary=frame", "Cache-Control": "no-store" });
  let number = 0;
  const send = () => {
    const frame = frames[number++ % frames.length];
    response.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${frame.length}\r\n\r\n`);
    response.write(frame);
    response.write("\r\n");
  };
  send();
  const timer = setInterval(send, period);
  response.on("close", () => clearInterval(timer));
}

/** pages: path -> text, or (request, response) => handled. tls: { key, cert } of an https device. */
export async function start({ address = "127.0.0.1", port = 0, pages = {}, tls, name = "Test device" } = {}) {
  const device = { requests: [], open: 0, upgrades: 0, cut: [] };
  const answer = (request, response) => {
    device.requests.push({ method: request.method, url: request.url, headers: request.headers, raw: request.rawHeaders });
    device.open += 1;
    response.on("close", () => { device.open -= 1; if (!response.writableFinished) device.cut.push({ url: request.url, at: performance.now() }); });
    const { pathname } = new URL(request.url, "http://device");
    const page = pages[pathname];
    const size = /^\/bytes\/(\d+)$/.exec(pathname);
    if (typeof page === "function") return page(request, response);
    if (page !== undefined) return response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page);
    if (size) return sendBytes(response, Number(size[1]));
    if (pathname === "/stream") return sendFrames(response, 100);
    if (pathname === "/upload") {
      const hash = createHash("sha256");
      let length = 0;
      request.on("data", (bytes) => { hash.update(bytes); length += bytes.length; });
      request.on("end", () => response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ sha256: hash.digest("hex"), length })));
      return undefined;
    }
    if (pathname === "/echo") return response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ headers: request.rawHeaders, url: request.url }));
    if (pathname === "/") return response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(`<!doctype html><title>${name}</title><h1>${name}</h1>`);
    return response.writeHead(404, { "Content-Type": "text/plain" }).end("no such page");
  };
  const server = tls ? https.createServer(tls, answer) : http.createServer(answer);
  server.requestTimeout = 0;
  const sockets = new Set();
  server.on("connection", (socket) => { sockets.add(socket); socket.on("close", () => sockets.delete(socket)); });
  server.on("upgrade", (request, socket) => {
    device.upgrades += 1;
    device.requests.push({ method: request.method, url: request.url, headers: request.headers, raw: request.rawHeaders });
    socket.on("close", () => device.cut.push({ url: request.url, at: performance.now() }));
    echo(request.headers["sec-websocket-key"], socket);
  });
  server.listen(port, address);
  await once(server, "listening");
  return Object.assign(device, {
    name, address, endpoints: [{ scheme: tls ? "https" : "http", port: server.address().port }], sockets,
    async stop() { for (const socket of sockets) socket.destroy(); server.close(); await once(server, "close"); },
  });
}
