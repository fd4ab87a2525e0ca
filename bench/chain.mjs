// SPDX-License-Identifier: Apache-2.0
// The yardstick: nginx (TLS 1.3 in front) -> TLS -> nginx -> device, the limit of a relay of two hops with well-kept code; and the device itself,
// an nginx that both the yardstick and Callout end at. Uploads go to a Node device that only drains them.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import { accepting, freePort, Program, run } from "../tests/lib/process.mjs";
import { farFrom } from "./path.mjs";

function nginx(dir, name, workers, body) {
  const home = `${dir}/${name}`;
  mkdirSync(`${home}/tmp`, { recursive: true });
  writeFileSync(`${home}/nginx.conf`, `
daemon off; user root; worker_processes ${workers}; pid ${home}/pid; error_log ${home}/error.log warn; worker_rlimit_nofile 8192;
events { worker_connections 4096; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; keepalive_timeout 300s; server_tokens off;
  client_body_temp_path ${home}/tmp/b; proxy_temp_path ${home}/tmp/p; fastcgi_temp_path ${home}/tmp/f; uwsgi_temp_path ${home}/tmp/u; scgi_temp_path ${home}/tmp/s;
  client_max_body_size 0; proxy_request_buffering off; proxy_max_temp_file_size 0; proxy_http_version 1.1; proxy_set_header Connection "";
${body}
}
`);
  return new Program("/usr/sbin/nginx", ["-p", home, "-c", `${home}/nginx.conf`, "-e", `${home}/start.log`], { log: `${home}/output.log` });
}

/** The pids of a program and its children. */
export function family(program) {
  const children = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
  return [program.pid, ...children(program.pid).flatMap((pid) => [pid, ...children(pid)])];
}

/** Hashes what comes, as a device does that checks its firmware, at most so many bytes a second; answers the hash. */
const kFirmwareRate = 50e6;
function takeFirmware(request, response) {
  const hash = createHash("sha256");
  const began = performance.now();
  let length = 0;
  request.on("data", (bytes) => {
    hash.update(bytes);
    length += bytes.length;
    const early = (length / kFirmwareRate) * 1000 - (performance.now() - began);
    if (early > 5) { request.pause(); setTimeout(() => request.resume(), early); }
  });
  request.on("end", () => response.end(hash.digest("hex")));
}

export async function startDevice(dir) {
  const pages = `${dir}/pages`;
  mkdirSync(pages, { recursive: true });
  writeFileSync(`${pages}/1k`, "x".repeat(1024));
  await run("truncate", ["-s", "1G", `${pages}/1g`]);
  // A page of 60 parts, in two folders: parts that may be kept for an hour, and parts that must be asked about each time.
  for (const folder of ["kept", "asked"]) {
    mkdirSync(`${pages}/${folder}`);
    const parts = Array.from({ length: 60 }, (_, i) => `part${i}.svg`);
    for (const part of parts) writeFileSync(`${pages}/${folder}/${part}`, `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><!-- ${part} ${"x".repeat(4000)} --></svg>`);
    writeFileSync(`${pages}/${folder}/index.html`, `<!doctype html><title>Device</title>${parts.map((part) => `<img src="${part}">`).join("")}`);
  }
  writeFileSync(`${pages}/empty.html`, "<!doctype html><title>Device</title>");
  const sink = http.createServer((request, response) => {
    if (request.url === "/firmware") takeFirmware(request, response);
    else { request.resume(); request.on("end", () => response.end("taken\n")); }
  });
  sink.requestTimeout = 0;
  sink.listen(0, "127.0.0.1");
  await once(sink, "listening");
  const port = await freePort();
  const program = nginx(dir, "device", 1, `  types { text/html html; image/svg+xml svg; }
  server { listen 127.0.0.1:${port}; root ${pages}; location ~ ^/kept/.*svg$ { expires 1h; } location ~ html$ { expires -1; } location /asked/ { expires -1; } }`);
  await accepting(port, { program });
  return { port, sink: sink.address().port, stop: async () => { sink.closeAllConnections(); sink.close(); await program.stop(); } };
}

/** roundTripMs: of the way between browser and front, and of that between front and site. */
export async function startChain(dir, device, tls, { roundTripMs = 0 } = {}) {
  const [front, site] = [await freePort(), await freePort()];
  const far = roundTripMs ? [await farFrom(front, roundTripMs), await farFrom(site, roundTripMs)] : [];
  const [frontPort, sitePort] = roundTripMs ? far.map(({ port }) => port) : [front, site];
  const secure = `ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key}; ssl_protocols TLSv1.3; ssl_session_cache shared:s:4m;`;
  const siteProgram = nginx(dir, "site", 2, `
  upstream device { server 127.0.0.1:${device.port}; keepalive 512; }
  upstream sink { server 127.0.0.1:${device.sink}; keepalive 16; }
  server { listen 127.0.0.1:${site} ssl backlog=4096; ${secure}
    location / { proxy_pass http://device; } location /upload { proxy_pass http://sink; } location /firmware { proxy_pass http://sink; } }`);
  const frontProgram = nginx(dir, "front", 2, `
  upstream site { server 127.0.0.1:${sitePort}; keepalive 512; }
  server { listen 127.0.0.1:${front} ssl http2 backlog=4096; ${secure}
    location / { proxy_pass https://site; proxy_ssl_session_reuse on; proxy_ssl_protocols TLSv1.3; } }`);
  await accepting(site, { program: siteProgram });
  await accepting(front, { program: frontProgram });
  const url = `https://127.0.0.1:${frontPort}`;
  return {
    name: "nginx-tls2", page: (path) => ({ url: url + path, headers: [] }), upload: { url: `${url}/upload`, headers: [] },
    server: () => family(frontProgram), agent: () => family(siteProgram),
    // A fresh visit of the yardstick: a new TLS connection and the first byte.
    open: async () => { const done = await run("curl", ["-sk", "-o", "/dev/null", "-w", "%{time_starttransfer}", `${url}/1k`]); return Number(done.stdout) * 1000; },
    tab: () => ({ origin: url, cookies: [] }),
    stop: async () => { await frontProgram.stop(); await siteProgram.stop(); for (const each of far) await each.stop(); },
  };
}

