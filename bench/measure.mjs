// SPDX-License-Identifier: Apache-2.0
// One measurement of one contestant each; bench.mjs alternates them.
import { readFileSync } from "node:fs";
import tls from "node:tls";
import { run, until } from "../tests/lib/process.mjs";

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

function cpuSeconds(pids) {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
}

function memory(pids) {
  return pids.reduce((sum, pid) => sum + Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024, 0);
}

/** Runs `work` and answers its result with the CPU seconds that server and agent spent meanwhile. */
async function withCpu(contestant, work) {
  const before = [cpuSeconds(contestant.server()), cpuSeconds(contestant.agent())];
  const result = await work();
  return { ...result, serverCpu: cpuSeconds(contestant.server()) - before[0], agentCpu: cpuSeconds(contestant.agent()) - before[1] };
}

const curlHeaders = (headers) => headers.flatMap((header) => ["-H", header]);
const milliseconds = (text) => parseFloat(text) * { us: 1e-3, ms: 1, s: 1000, m: 60_000 }[/[a-z]+$/.exec(text)[0]];

/** 1 KiB requests over `connections` kept-alive connections. */
export async function requests(contestant, connections, seconds) {
  const { url, headers } = contestant.page("/1k");
  return withCpu(contestant, async () => {
    const done = await run("wrk", ["-t", connections > 1 ? "2" : "1", "-c", String(connections), "-d", `${seconds}s`, "--latency", ...curlHeaders(headers), url], { ms: (seconds + 30) * 1000 });
    const text = done.stdout;
    const failed = /Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1];
    const errors = /Socket errors: (.*)/.exec(text)?.[1];
    const count = Number(/(\d+) requests in/.exec(text)?.[1]);
    if (failed || !count) throw new Error(`${contestant.name}: wrk: ${failed} bad answers\n${text}${done.stderr}`);
    return { count, errors, perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]), p50: milliseconds(/^\s+50%\s+(\S+)/m.exec(text)[1]), p99: milliseconds(/^\s+99%\s+(\S+)/m.exec(text)[1]) };
  });
}

async function curl(contestant, { url, headers }, extra, wanted) {
  return withCpu(contestant, async () => {
    const done = await run("curl", ["-sk", "--http1.1", "-o", "/dev/null", "-w", "%{http_code} %{size_download} %{size_upload} %{time_total}", ...curlHeaders(headers), ...extra, url], { ms: 300_000 });
    const [code, down, up, seconds] = done.stdout.split(" ").map(Number);
    if (code !== 200 || Math.max(down, up) < wanted) throw new Error(`${contestant.name}: curl: ${done.stdout} ${done.stderr}`);
    return { mbPerSecond: wanted / 1e6 / seconds };
  });
}

export const download = (contestant) => curl(contestant, contestant.page("/1g"), [], 1 << 30);
export const upload = (contestant, file) => curl(contestant, contestant.upload, ["-X", "POST", "-H", "Expect:", "-T", file], 256 << 20);

/** Sends an image to a device that takes it slowly; what server and agent need of memory above idle meanwhile. */
export async function firmware(contestant, { file, size, sha256 }) {
  const { url, headers } = contestant.upload;
  const sides = [contestant.server(), contestant.agent()];
  const before = sides.map(memory);
  const peak = [...before];
  const timer = setInterval(() => sides.forEach((pids, i) => { peak[i] = Math.max(peak[i], memory(pids)); }), 50);
  const done = await run("curl", ["-sk", "--http1.1", "-X", "POST", "-H", "Expect:", "-T", file, "-w", "\n%{http_code} %{time_total}", ...curlHeaders(headers), url.replace("/upload", "/firmware")], { ms: 300_000 });
  clearInterval(timer);
  const [answer, said] = done.stdout.split("\n");
  const [code, seconds] = said.split(" ").map(Number);
  if (code !== 200 || answer !== sha256) throw new Error(`${contestant.name}: curl: ${done.stdout} ${done.stderr}`);
  const [server, agent] = peak.map((bytes, i) => Math.max(bytes - before[i], 1e4) / (1 << 20));
  return { mbPerSecond: size / 1e6 / seconds, server, agent };
}

export async function open(contestant) {
  return { ms: await contestant.open() };
}

/** Peak memory above idle of the server's side while a reader of a 1 GiB file takes nothing for `seconds`. */
export async function slowReader(contestant, seconds) {
  const { url, headers } = contestant.page("/1g");
  const at = new URL(url);
  const idle = memory(contestant.server());
  const socket = tls.connect({ host: at.hostname, port: at.port, rejectUnauthorized: false }, () => {
    socket.write(`GET ${at.pathname} HTTP/1.1\r\n${headers.length ? headers.join("\r\n") : `Host: ${at.host}`}\r\n\r\n`);
  });
  socket.on("error", () => {});
  await new Promise((resolve) => { socket.once("readable", resolve); });
  let peak = 0;
  const end = performance.now() + seconds * 1000;
  await until("the slow reader's time", () => { peak = Math.max(peak, memory(contestant.server())); return performance.now() > end; }, { ms: seconds * 1000 + 5000, every: 50 });
  socket.destroy();
  return { mib: (peak - idle) / (1 << 20) };
}


/**
 * A tab with an empty cache opens a page of 60 parts, with the connection already there, and reloads it: ms of both until all is shown, when the
 * last byte came over the network, and how many of the reload's parts did.
 */
export async function reload(contestant, browser, path) {
  const { origin, cookies } = contestant.tab();
  const context = await browser.newContext();
  try {
    await context.addCookies(cookies);
    const tab = await context.newPage();
    const taken = async () => {
      await tab.waitForFunction(() => performance.getEntriesByType("navigation")[0].loadEventEnd > 0);
      return tab.evaluate(() => {
        const [page] = performance.getEntriesByType("navigation");
        const asked = performance.getEntriesByType("resource").filter((entry) => entry.transferSize > 0);
        return { ms: page.loadEventEnd, network: Math.max(page.responseEnd, ...asked.map((entry) => entry.responseEnd)), asked: asked.filter((entry) => entry.initiatorType === "img").length,
          parts: document.images.length, whole: [...document.images].every((image) => image.naturalWidth > 0) };
      });
    };
    await tab.goto(`${origin}/empty.html`);
    await tab.goto(`${origin}${path}`);
    const first = await taken();
    await tab.reload();
    const again = await taken();
    if (!first.whole || !again.whole || first.parts !== 60 || first.asked !== 60) throw new Error(`${contestant.name}${path}: ${JSON.stringify({ first, again })}`);
    return { first: first.ms, again: again.ms, network: again.network, asked: again.asked };
  } finally {
    await context.close();
  }
}
