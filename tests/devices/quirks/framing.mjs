// SPDX-License-Identifier: Apache-2.0
// How devices frame what they send: lengths, chunks, ends, and heads that no standard knows.
import assert from "node:assert/strict";
import { answer, bytes, page, utf8 } from "../quirk.mjs";

const head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
const whole = "<p>the whole page</p>";
const sees = "the whole page";
/** A page whose script reads "data" of the row's folder, or says why it can't. */
const reader = page("<p>reader</p>");
const readsData = async () => {
  try { return `read ${(await (await fetch("data")).text()).length}`; } catch { return "an error"; }
};

export const rows = [
  { name: "HTTP/1.0 without a length", says: "The end of the connection ends the page.", closes: true, sees,
    answers: { "": `HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n${whole}` } },
  { name: "HTTP/1.0 that keeps the connection", says: "`Connection: keep-alive` with a length, by HTTP/1.0.", sees: "page page page",
    answers: { "": reader, data: "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nConnection: keep-alive\r\nContent-Length: 4\r\n\r\npage" },
    does: async () => { const got = []; for (let i = 0; i < 3; i += 1) got.push(await (await fetch(`data?${i}`)).text()); return got.join(" "); } },
  { name: "HTTP/1.1 without a length", says: "No Content-Length, no chunks, then the device closes.", closes: true, sees,
    answers: { "": `${head}\r\n${whole}` } },
  { name: "Bare LF line ends", says: "Lines of the head end in LF alone.", sees,
    answers: { "": `HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: ${whole.length}\n\n${whole}` } },
  { name: "No space after the colon", says: "`Content-Length:21`", sees,
    answers: { "": `HTTP/1.1 200 OK\r\nContent-Type:text/html\r\nContent-Length:${whole.length}\r\n\r\n${whole}` } },
  { name: "Space before the colon", says: "`Content-Type : text/html`", sees,
    answers: { "": `HTTP/1.1 200 OK\r\nContent-Type : text/html\r\nContent-Length : ${whole.length}\r\n\r\n${whole}` } },
  { name: "Header name with a space", says: "`Device Name: x`", sees,
    answers: { "": `${head}Device Name: x\r\nContent-Length: ${whole.length}\r\n\r\n${whole}` } },
  { name: "Header line without a colon", says: "A line of the head that is no field at all.", sees,
    answers: { "": `${head}this is no field\r\nContent-Length: ${whole.length}\r\n\r\n${whole}` } },
  { name: "Control character in a header value", says: "Byte 01 within a model's name; the rest of the head still counts.", sees: "kept 200",
    answers: { "": reader, data: `HTTP/1.1 200 OK\r\nX-Model: MFP\x01300\r\nX-After: kept\r\nContent-Length: 0\r\n\r\n` },
    does: async () => { const r = await fetch("data"); return `${r.headers.get("x-after")} ${r.status}`; } },
  { name: "Folded header", says: "A field that goes on in the next line, as HTTP had it in 1992.", sees: "Gerät text/html; charset=utf-8",
    answers: { "": reader, data: Buffer.concat([bytes("HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=utf-8\r\nContent-Length: 6\r\n\r\n"), utf8("Gerät")]) },
    does: async () => { const r = await fetch("data"); return `${await r.text()} ${r.headers.get("content-type")}`; } },
  { name: "Content-Length and chunks together", says: "The chunks are the truth; the length is wrong.", sees,
    answers: { "": `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n${whole.length.toString(16)}\r\n${whole}\r\n0\r\n\r\n` } },
  { name: "The same length twice", says: "Two Content-Length lines with one value.", sees,
    answers: { "": `${head}Content-Length: ${whole.length}\r\nContent-Length: ${whole.length}\r\n\r\n${whole}` } },
  { name: "HTTP/0.9", says: "No status line at all: the answer is only the page.", closes: true, sees: "the whole page",
    direct: { sees: /ERR_INVALID_HTTP_RESPONSE|ERR_UNSAFE_PORT/, shows: "refused by the browser" }, callout: { sees: /the whole page/, shows: "the page" },
    answers: { "": `<html>${whole}</html>` } },
  { name: "A head of 20 KB", says: "Many long fields, as of a device that keeps its state in them.", sees: "16 long fields of 1280",
    answers: { "": reader, data: answer("x", { lines: Array.from({ length: 16 }, (_, i) => `X-State-${i}: ${"s".repeat(1280)}`) }) },
    does: async () => { const { headers } = await fetch("data"); const long = [...headers].filter(([, v]) => v.length === 1280); return `${long.length} long fields of ${long[0]?.[1].length}`; } },
  { name: "A head of 60 KB", says: "One field of 58 KB.", sees: "59392",
    answers: { "": reader, data: answer("x", { lines: [`X-State: ${"s".repeat(59392)}`] }) },
    does: async () => String((await fetch("data")).headers.get("x-state").length) },
  { name: "300 header lines", says: "More lines than most parsers hold.", sees: "300",
    answers: { "": reader, data: answer("x", { lines: Array.from({ length: 300 }, (_, i) => `X-Line-${i}: ${i}`) }) },
    does: async () => String([...(await fetch("data")).headers].filter(([name]) => name.startsWith("x-line")).length) },
  { name: "HEAD with a Content-Length", says: "The length says how long a GET's answer would be; no body follows.", sees: "HEAD 200 21, then the whole page",
    callout: { sees: "HEAD 200 null, then the whole page", shows: "no length of a page that is translated on the way" },
    answers: { "": reader, data: (request) => (request.method === "HEAD" ? `${head}Content-Length: ${whole.length}\r\n\r\n` : `${head}Content-Length: ${whole.length}\r\n\r\n${whole}`) },
    does: async () => {
      const first = await fetch("data", { method: "HEAD" });
      const then = new DOMParser().parseFromString(await (await fetch("data")).text(), "text/html").body.innerText;
      return `HEAD ${first.status} ${first.headers.get("content-length")}, then ${then}`;
    } },
  { name: "304 with a Content-Length", says: "`304 Not Modified` that names the length of the page it does not send.", sees: "same same same",
    answers: { "": reader, data: (request) => (request.header("if-none-match") ? "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 4\r\n\r\n"
      : "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nETag: \"1\"\r\nCache-Control: no-cache\r\nContent-Length: 4\r\n\r\nsame") },
    does: async () => { const got = []; for (let i = 0; i < 3; i += 1) got.push(await (await fetch("data")).text()); return got.join(" "); },
    received: (requests) => assert.equal(requests.filter((r) => r.header("if-none-match") === '"1"').length, 2) },
  { name: "204 with a Content-Length", says: "`204 No Content` with `Content-Length: 0` and the connection kept.", sees: "204 204",
    answers: { "": reader, data: "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n" },
    does: async () => `${(await fetch("data")).status} ${(await fetch("data")).status}` },
  { name: "Chunk trailers", says: "Fields behind the last chunk.", sees,
    answers: { "": `${head}Transfer-Encoding: chunked\r\n\r\n${whole.length.toString(16)}\r\n${whole}\r\n0\r\nX-Checksum: 7\r\nX-More: 8\r\n\r\n` } },
  { name: "Padded chunk sizes", says: "Zeros before and spaces behind the size.", sees,
    answers: { "": `${head}Transfer-Encoding: chunked\r\n\r\n0000${whole.length.toString(16)}   \r\n${whole}\r\n0000\r\n\r\n` } },
  { name: "Chunk extensions", says: "`15;name=value` for a size.", sees,
    answers: { "": `${head}Transfer-Encoding: chunked\r\n\r\n${whole.length.toString(16)};part=1\r\n${whole}\r\n0;last\r\n\r\n` } },
  { name: "No reason phrase", says: "`HTTP/1.1 200` and nothing more.", sees,
    answers: { "": `HTTP/1.1 200\r\nContent-Type: text/html\r\nContent-Length: ${whole.length}\r\n\r\n${whole}` } },
  { name: "A reason phrase of its own", says: "`HTTP/1.1 200 Ger\xe4t bereit`", sees,
    answers: { "": `HTTP/1.1 200 Ger\xe4t bereit\r\nContent-Type: text/html\r\nContent-Length: ${whole.length}\r\n\r\n${whole}` } },
  { name: "Small letters in the status line", says: "`http/1.1 200 ok`", sees,
    answers: { "": `http/1.1 200 ok\r\ncontent-type: text/html\r\ncontent-length: ${whole.length}\r\n\r\n${whole}` } },
  { name: "Junk before the status line", says: "A left-over line end before `HTTP/1.1`.", sees,
    answers: { "": `\r\n${head}Content-Length: ${whole.length}\r\n\r\n${whole}` } },
  { name: "A status that does not exist", says: "`HTTP/1.1 299 Fine`", sees,
    answers: { "": `HTTP/1.1 299 Fine\r\nContent-Type: text/html\r\nContent-Length: ${whole.length}\r\n\r\n${whole}` } },
  { name: "An interim answer that nobody asked for", says: "`100 Continue` before the page.", sees,
    answers: { "": `HTTP/1.1 100 Continue\r\n\r\n${head}Content-Length: ${whole.length}\r\n\r\n${whole}` } },
  { name: "Latin-1 in a header value", says: "`X-Place: Z\xfcrich` as one byte.", sees: "Z\xfcrich",
    answers: { "": reader, data: answer("x", { lines: ["X-Place: Z\xfcrich"] }).length ? `HTTP/1.1 200 OK\r\nX-Place: Z\xfcrich\r\nContent-Length: 0\r\n\r\n` : "" },
    does: async () => (await fetch("data")).headers.get("x-place") },
  { name: "UTF-8 in a header value", says: "`X-Place: Zürich` as two bytes.", sees: "Z\u00c3\u00bcrich",
    answers: { "": reader, data: Buffer.concat([bytes("HTTP/1.1 200 OK\r\nX-Place: "), utf8("Zürich"), bytes("\r\nContent-Length: 0\r\n\r\n")]) },
    does: async () => (await fetch("data")).headers.get("x-place") },
  { name: "A head that comes byte by byte", says: "Each byte of the head in a packet of its own.", sees,
    answers: { "": async (request, connection) => {
      for (const byte of bytes(`${head}Content-Length: ${whole.length}\r\n\r\n`)) { connection.send(Buffer.from([byte])); await new Promise((resolve) => { setImmediate(resolve); }); }
      return whole;
    } } },
  { name: "More body than its length", says: "Content-Length is 3 too small, then the device closes.", closes: true, sees,
    answers: { "": `${head}Content-Length: ${whole.length}\r\n\r\n${whole}xyz` } },
  { name: "Closes without saying so", says: "The device closes after a whole answer that promised to keep the connection.", closes: true, alike: false, sees: "11 11 11 11 11",
    answers: { "": reader, data: answer("hello again", { type: "text/plain", lines: ["Connection: keep-alive"] }) },
    does: async () => { const got = []; for (let i = 0; i < 5; i += 1) got.push((await (await fetch(`data?${i}`)).text()).length); return got.join(" "); } },
  { name: "A length that is not reached", says: "The device closes in the middle of the body: never a page that looks whole.", sees: "an error",
    answers: { "": reader, data: (request, connection) => connection.end(`${head}Content-Length: 100\r\n\r\nhalf`) }, does: readsData },
  { name: "Chunks without an end", says: "The device closes before the last chunk: never a page that looks whole.", sees: "an error",
    answers: { "": reader, data: (request, connection) => connection.end(`${head}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`) }, does: readsData },
  { name: "A chunk that breaks off", says: "The device closes within a chunk: never a page that looks whole.", sees: "an error",
    answers: { "": reader, data: (request, connection) => connection.end(`${head}Transfer-Encoding: chunked\r\n\r\n40\r\nhalf`) }, does: readsData },
  { name: "No Content-Type", says: "The browser finds out by itself that it is a page.", sees,
    answers: { "": `HTTP/1.1 200 OK\r\nContent-Length: ${whole.length + 6}\r\n\r\n<html>${whole}` } },
  { name: "A page in Latin-1", says: "`charset=iso-8859-1`, bytes above 7F.", sees: "St\xf6rung am Ger\xe4t",
    answers: { "": "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Length: 23\r\n\r\n<p>St\xf6rung am Ger\xe4t</p>" } },
  { name: "A page in Shift_JIS by its meta element", says: "The charset stands only within the page.", sees: "テスト",
    answers: { "": Buffer.concat([bytes("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><head><meta http-equiv=Content-Type content=\"text/html; charset=Shift_JIS\"></head><body>"), Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67])]) }, closes: true },
  { name: "A page in UTF-16", says: "Two bytes a character.", sees: /^sixteen bits$/,
    answers: { "": (() => { const body = Buffer.from("\ufeff<html><body>sixteen bits</body></html>", "utf16le"); return Buffer.concat([bytes(`HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-16\r\nContent-Length: ${body.length}\r\n\r\n`), body]); })() } },
];
