// SPDX-License-Identifier: Apache-2.0
// Big and awkward bodies, both ways.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { answer, bytes, page } from "../quirk.mjs";

const reader = page("<p>reader</p>");
const sha = (data) => createHash("sha256").update(data).digest("hex");
const mebibyte = Buffer.alloc(1 << 20, "firmware 4.2.1 \n");
const sums = (request) => request.body.then((body) => answer(`${body.length} ${sha(body).slice(0, 16)}`));
const firmware = Buffer.concat(Array.from({ length: 64 }, () => mebibyte));
const firmwareSum = `${firmware.length} ${sha(firmware).slice(0, 16)}`;
const twoMebibytes = `${2 << 20} ${sha(Buffer.concat([mebibyte, mebibyte])).slice(0, 16)}`;
/** Writes 2 MiB in pieces, without a length. */
const writesChunks = async (request) => { for (let i = 0; i < 32; i += 1) { request.write(mebibyte.subarray((i % 16) << 16, ((i % 16) + 1) << 16)); await pause(1); } request.end(); };

/** A firmware image that holds the device's address: bytes that must arrive as they are. */
const image = (device) => Buffer.concat([Buffer.from([0, 1, 2, 255]), bytes(`http://${device.authority}/update http://${device.address}/`), mebibyte]);

const silentFor = (seconds, more) => ({ says: `The answer begins ${seconds} s after the POST.`, on: { name: `Silent for ${seconds} s` }, sees: "done after a while", ms: (seconds + 60) * 1000,
  answers: { "": reader, save: async () => { await pause(seconds * 1000); return answer("done after a while"); } }, does: async () => (await fetch("save", { method: "POST", body: "apply=1" })).text(),
  received: (requests) => assert.equal(requests.filter((r) => r.method === "POST").length, 1), ...more });

export const rows = [
  { name: "Upload of 64 MB", says: "A firmware image in one POST with its length.", on: { name: "Firmware" }, sees: firmwareSum, ms: 60_000, answers: { "": reader, save: sums },
    does: async () => { const part = new TextEncoder().encode("firmware 4.2.1 \n".repeat(65536)); return (await fetch("save", { method: "POST", body: new Blob(Array.from({ length: 64 }, () => part), { type: "application/octet-stream" }) })).text(); } },
  { name: "Chunked upload of 2 MB", says: "By a program, without a length.", sees: `200 ${twoMebibytes}`, alike: false, answers: { save: sums }, drives: ({ ask }) => ask("save", { method: "POST", write: writesChunks }) },
  { name: "No chunked uploads", says: "411 for an upload without a length.", sees: `200 ${twoMebibytes}`, alike: false, direct: { sees: /^411/, shows: "refused (411)" }, answers: { save: (request) => (request.chunked ? answer("length, please", { status: "411 Length Required" }) : sums(request)) },
    drives: ({ ask }) => ask("save", { method: "POST", write: writesChunks }) },
  { name: "No Expect", says: "417 for `Expect: 100-continue`, as curl sends it.", sees: `200 5 ${sha("a=b&c").slice(0, 16)}`, alike: false, direct: { sees: /^417/, shows: "refused (417)" }, early: true, answers: { save: (request) => (request.header("expect") ? answer("what do you expect", { status: "417 Expectation Failed" }) : sums(request)) },
    drives: ({ ask }) => ask("save", { method: "POST", headers: { Expect: "100-continue", "Content-Length": 5 }, write: (request) => new Promise((resolve) => { const go = () => { request.end("a=b&c"); resolve(); }; request.once("continue", go); request.once("response", () => { request.end(); resolve(); }); }) }) },
  { name: "401 in the middle of an upload", says: "The device answers before it has the body.", sees: "401 who are you", early: true, answers: { "": reader, save: (request) => { request.body.catch(() => {}); return answer("who are you", { status: "401 Unauthorized" }); } },
    does: async () => { const r = await fetch("save", { method: "POST", body: new Blob([new Uint8Array(20 << 20)]) }); return `${r.status} ${await r.text()}`; } },
  { name: "POST with 75 s of silence", ...silentFor(75) },
  { name: "POST with 3 minutes of silence", ...silentFor(180, { slow: { direct: "works", callout: "works" } }) },
  { name: "Slow page", says: "A long page in pieces, 300 ms apart: each is there when it comes.", on: { name: "Slow page" }, sees: "5 pieces in turn",
    keeps: () => ({ asked: new Map() }),
    answers: { "": reader, data: async (request, connection, state) => {
      connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (let i = 0; i < 5; i += 1) {
        connection.send("6\r\npiece \r\n");
        // The next one only when the page has seen this one: whoever holds pieces back never sees the end.
        await new Promise((resolve) => { state.asked.set(String(i), resolve); });
      }
      connection.send("0\r\n\r\n");
    }, seen: (request, connection, state) => { state.asked.get(request.query)(); return answer("ok"); } },
    does: async () => {
      const source = (await fetch("data")).body.getReader();
      let pieces = 0;
      for (;;) {
        const { done, value } = await source.read();
        if (done) return `${pieces} pieces in turn`;
        if (new TextDecoder().decode(value).includes("piece")) { await fetch(`seen?${pieces}`); pieces += 1; }
      }
    } },
  { name: "Download with a name", says: "`Content-Disposition: attachment` with an encoded name.", alike: false, sees: "Ger\xe4t.cfg 4096", answers: { "": page('<a href="get">get</a>'), get: Buffer.concat([bytes('HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="device.cfg"; filename*=UTF-8\'\'Ger%C3%A4t.cfg\r\nContent-Length: 4096\r\n\r\n'), mebibyte.subarray(0, 4096)]) },
    drives: async ({ tab, url }) => {
      await tab.goto(url);
      const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByText("get").click()]);
      let size = 0;
      for await (const part of await download.createReadStream()) size += part.length;
      return `${download.suggestedFilename().normalize()} ${size}`;
    } },
  { name: "Part of a file", says: "`Range` and 206, as players and updaters ask.", sees: "206 bytes 5-9/20 56789", answers: { "": reader, data: (request) => {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.header("range") ?? "") ?? [];
    return from ? answer("01234567890123456789".slice(Number(from), Number(to) + 1), { status: "206 Partial Content", type: "text/plain", lines: [`Content-Range: bytes ${from}-${to}/20`] }) : answer("whole");
  } },
    does: async () => { const r = await fetch("data", { headers: { Range: "bytes=5-9" } }); return `${r.status} ${r.headers.get("content-range")} ${await r.text()}`; } },
  { name: "Firmware that holds the device's address", says: "Bytes of a binary file must arrive as they are, whatever they spell.", sees: "as sent", answers: { "": reader, data: (request) => answer(image(request.device), { type: "application/octet-stream", lines: [`X-Sum: ${sha(image(request.device))}`] }) },
    does: async () => { const r = await fetch("data"); const got = await crypto.subtle.digest("SHA-256", await r.arrayBuffer()); const hex = [...new Uint8Array(got)].map((b) => b.toString(16).padStart(2, "0")).join(""); return hex === r.headers.get("x-sum") ? "as sent" : "changed"; } },
  { name: "A packed script", says: "`Content-Encoding: gzip` whether or not it was asked for.", sees: "packed script ran", answers: { "": page('<script src="script.js"></script>'), "script.js": answer(gzipSync("document.write('packed script ran')"), { type: "text/javascript", lines: ["Content-Encoding: gzip"] }) } },
  { name: "A packed page", says: "gzip though the browser did not ask for it.", sees: "the packed page", answers: { "": answer(gzipSync("<!doctype html><p>the packed page</p>"), { lines: ["Content-Encoding: gzip"] }) } },
  { name: "8 MB without a length", says: "A log file that ends when the connection does.", sees: `${8 << 20} bytes`, answers: { "": reader, data: async (request, connection) => { connection.send("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n"); for (let i = 0; i < 8; i += 1) connection.send(mebibyte); connection.end(); } },
    does: async () => `${(await (await fetch("data")).arrayBuffer()).byteLength} bytes` },
];
