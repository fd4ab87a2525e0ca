// SPDX-License-Identifier: Apache-2.0
// A stand-in for calloutd while one works on the console: serves dist/ with the same headers and answers the API from memory, live events
// included. Nothing here is shipped or used by the end-to-end tests, which run the real server.
//   npm run build && npm run mock      then sign in as owner@example.com / correct horse
import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { Api } from "./api.mjs";

export const kCsp =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'";

const dist = new URL("../dist/", import.meta.url);
const kTypes = { ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

function serveFile(path, response) {
  const known = /^\/assets\/[\w.-]+$/.test(path) && existsSync(new URL(`.${path}`, dist));
  const file = known ? path : "/index.html";
  response.writeHead(200, {
    "content-type": kTypes[extname(file)] ?? "application/octet-stream",
    "cache-control": known ? "public, max-age=31536000, immutable" : "no-cache",
    "content-security-policy": kCsp,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  response.end(readFileSync(new URL(`.${file}`, dist)));
}

/** Starts on `port` (0: any free one); gives the address, the state to play with, and how to stop. */
export async function start({ port = 0, scenario = "full" } = {}) {
  const api = new Api(scenario);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://console");
    if (pathname.startsWith("/api/")) return void api.handle(request, response);
    if (pathname.startsWith("/device-page/")) {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      return response.end("<!doctype html><title>Device page</title><h1>The page of the device</h1>");
    }
    serveFile(pathname, response);
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  api.url = url;
  return {
    url,
    api,
    stop: () => {
      api.stop();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await start({ port: Number(process.argv[2] ?? 4174), scenario: process.argv[3] ?? "full" });
  console.log(`${url}  (owner@example.com or member@example.com, password: correct horse)`);
}
