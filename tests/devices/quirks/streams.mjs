// SPDX-License-Identifier: Apache-2.0
// Answers without an end, sockets, and the few connections that a device has. Nothing here is timed: a stream goes on only once the page has seen what
// came before, so whoever holds bytes back never gets there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { answer, bytes, page } from "../quirk.mjs";
import { echo } from "../websocket.mjs";

const reader = page("<p>reader</p>");
const frames = [1, 2, 3].map((number) => readFileSync(`${import.meta.dirname}/../camera/frame${number}.jpg`));
const part = (frame) => Buffer.concat([bytes(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${frame.length}\r\n\r\n`), frame, bytes("\r\n")]);
/** Resolves when the page asks for `seen?NUMBER`. */
const seen = (state, number) => new Promise((resolve) => { state[`seen${number}`] = resolve; });
const takesSeen = (request, connection, state) => { state[`seen${request.query}`]?.(); return answer("ok"); };

const few = (sockets) => ({ name: `Only ${sockets} sockets`, says: `Resets each connection beyond ${sockets}; a page with 40 pictures.`, on: { name: `${sockets} sockets`, sockets }, alike: false, sees: /^40 of 40$/,
  direct: { sees: /^([0-9]|[1-3][0-9]) of 40$/, shows: "pictures missing" },
  answers: { "": page("<p>reader</p>"), "*": async () => { await pause(15); return answer(frames[0], { type: "image/jpeg", lines: ["Cache-Control: no-store"] }); } },
  does: async () => {
    const all = await Promise.all(Array.from({ length: 40 }, (_, i) => new Promise((resolve) => { const image = new Image(); image.onload = () => resolve(image.naturalWidth > 0); image.onerror = () => resolve(false); image.src = `${i}.jpg`; document.body.append(image); })));
    return `${all.filter(Boolean).length} of 40`;
  } });

const socket = async (url, protocols, messages) => new Promise((resolve) => {
  const ws = new WebSocket(url, protocols);
  const got = [];
  ws.binaryType = "arraybuffer";
  ws.onopen = () => messages.forEach((message) => ws.send(message));
  ws.onmessage = ({ data }) => { got.push(typeof data === "string" ? data : `${data.byteLength} bytes`); if (got.length === messages.length) ws.close(1000); };
  ws.onclose = ({ code }) => resolve(`${got.join(", ")} ${ws.protocol} closed ${code}`);
});
const upgrade = (lines) => (request, connection) => { connection.takeOver(() => {}); echo(request.header("sec-websocket-key"), connection.socket, typeof lines === "function" ? lines(request) : lines); };

export const rows = [
  { name: "MJPEG in a picture", says: "`multipart/x-mixed-replace` without an end; the next picture comes when the page shows the one before.", leaves: true, alike: false, keeps: () => ({}), sees: "first picture shown, stream went on",
    answers: { "": reader, live: async (request, connection, state) => {
      connection.send("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n");
      // A browser shows a picture when the next one begins.
      connection.send(Buffer.concat([part(frames[0]), part(frames[1])]));
      await seen(state, 1);
      connection.send(part(frames[2]));
      state.went = true;
    }, seen: takesSeen, went: (request, connection, state) => answer(state.went ? "stream went on" : "stream stood still") },
    does: async () => {
      const image = new Image();
      image.src = "live";
      document.body.append(image);
      while (!image.naturalWidth) await new Promise((r) => { setTimeout(r, 10); });
      await fetch("seen?1");
      return `first picture shown, ${await (await fetch("went")).text()}`;
    } },
  { name: "MJPEG by script", says: "The page reads the stream itself; each picture comes when the one before was read.", leaves: true, keeps: () => ({}), sees: "3 pictures",
    answers: { "": reader, live: async (request, connection, state) => {
      connection.send("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\nConnection: close\r\n\r\n");
      for (let i = 0; i < 3; i += 1) { connection.send(part(frames[i])); await seen(state, i); }
    }, seen: takesSeen },
    does: async () => {
      const source = (await fetch("live")).body.getReader();
      let text = "";
      for (let pictures = 0; ;) {
        text += String.fromCharCode(...(await source.read()).value);
        while (text.split("--frame").length - 1 > pictures && text.split("--frame").at(-1).length > 500) { await fetch(`seen?${pictures}`); pictures += 1; if (pictures === 3) { await source.cancel(); return "3 pictures"; } }
      }
    } },
  { name: "Server-sent events", says: "Each event comes when the page has had the one before.", leaves: true, keeps: () => ({}), sees: "a b c",
    answers: { "": reader, events: async (request, connection, state) => {
      connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (const [i, name] of ["a", "b", "c"].entries()) { const text = `id: ${i}\ndata: ${name}\n\n`; connection.send(`${text.length.toString(16)}\r\n${text}\r\n`); await seen(state, i); }
    }, seen: takesSeen },
    does: () => new Promise((resolve) => { const got = []; const source = new EventSource("events"); source.onmessage = async (event) => { const number = got.push(event.data) - 1; await fetch(`seen?${number}`); if (number === 2) { source.close(); resolve(got.join(" ")); } }; }) },
  { name: "Events that break off", says: "The browser comes back with `Last-Event-ID`.", leaves: true, keeps: () => ({}), sees: "first, then last id 7", closes: true,
    answers: { "": page("<p>reader</p>"), events: (request) => `HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\nretry: 10\nid: 7\ndata: ${request.header("last-event-id") ? `last id ${request.header("last-event-id")}` : "first"}\n\n` },
    does: () => new Promise((resolve) => { const got = []; const source = new EventSource("events"); source.onmessage = (event) => { got.push(event.data); if (got.length === 2) { source.close(); resolve(got.join(", then ")); } }; }), alike: false },
  { name: "Long poll", says: "The answer waits until another request changes something.", keeps: () => ({}), sees: "changed to on",
    answers: { "": reader, wait: async (request, connection, state) => { state.waits?.(); await new Promise((resolve) => { state.change = resolve; }); return answer(`changed to ${state.value}`); },
      ready: async (request, connection, state) => { if (!state.change) await new Promise((resolve) => { state.waits = resolve; }); return answer("ready"); },
      set: (request, connection, state) => { state.value = request.query; state.change(); return answer("ok"); } },
    does: async () => { const waiting = fetch("wait"); await fetch("ready"); await fetch("set?on"); return (await waiting).text(); } },
  { name: "WebSocket", says: "Text, binary and a big message come back as sent.", sees: "hello, 3 bytes, 200000 bytes  closed 1000", answers: { "": reader, ws: upgrade([]) }, gives: () => ({ socket: socket.toString() }),
    does: ({ socket: code }) => window.eval(`(${code})`)(`${location.href.replace("http", "ws")}ws`, [], ["hello", new Uint8Array([1, 2, 3]), new Uint8Array(200000)]) },
  { name: "WebSocket with a subprotocol", says: "The device takes the second of two.", sees: "x binary closed 1000", answers: { "": reader, ws: upgrade(["Sec-WebSocket-Protocol: binary"]) }, gives: () => ({ socket: socket.toString() }),
    does: ({ socket: code }) => window.eval(`(${code})`)(`${location.href.replace("http", "ws")}ws`, ["base64", "binary"], ["x"]), received: (requests) => assert.equal(requests.find((r) => r.below === "ws").header("sec-websocket-protocol"), "base64, binary") },
  { name: "WebSocket that checks Origin and cookie", says: "403 unless both are its own.", cookies: true, sees: "x  closed 1000",
    answers: { "": page("<p>reader</p>", ["Set-Cookie: ws=1; Path=/"]), ws: (request, connection) => (request.header("origin") === request.device.origin && request.header("cookie") === "ws=1" ? upgrade([])(request, connection) : answer("no", { status: "403 Forbidden" })) }, gives: () => ({ socket: socket.toString() }),
    does: ({ socket: code }) => window.eval(`(${code})`)(`${location.href.replace("http", "ws")}ws`, [], ["x"]) },
  { name: "WebSocket refused", says: "The device says 403: the page's script learns it.", sees: "closed 1006", answers: { "": reader, ws: answer("no", { status: "403 Forbidden" }) }, gives: () => ({ socket: socket.toString() }),
    does: ({ socket: code }) => window.eval(`(${code})`)(`${location.href.replace("http", "ws")}ws`, [], ["x"]) },
  few(2), few(4),
  { name: "Closes idle connections at once", says: "Keeps a connection by its word and closes it 5 ms after each answer.", on: { name: "Closes idle" }, alike: false, sees: "10 of 10",
    answers: { "": page("<p>reader</p>"), "*": (request, connection) => { setTimeout(() => connection.socket.end(), 5); return answer("part"); } },
    does: async () => { let good = 0; for (let i = 0; i < 10; i += 1) { good += (await fetch(`${i}`)).status === 200 ? 1 : 0; await new Promise((r) => { setTimeout(r, 4 + (i % 3)); }); } return `${good} of 10`; } },
  { name: "Reset instead of an answer to a GET", says: "Each second request on a connection is reset unanswered: it is asked again.", on: { name: "Resets GET" }, alike: false, sees: "6 of 6",
    answers: { "": page("<p>reader</p>"), "*": (request, connection) => { if (request.number % 2) { connection.reset(); return undefined; } return answer("part"); } },
    does: async () => { let good = 0; for (let i = 0; i < 6; i += 1) good += (await fetch(`${i}`).catch(() => ({}))).status === 200 ? 1 : 0; return `${good} of 6`; } },
  { name: "Reset instead of an answer to a POST", says: "A kept connection is reset when the POST has arrived: it must not arrive twice.", on: { name: "Resets POST" }, alike: false, keeps: () => ({ orders: 0 }), sees: "an error",
    direct: { sees: /an error|200/, shows: "the browser sends it again" }, callout: { sees: /502/, shows: "an error page, sent once" },
    answers: { "": page("<p>reader</p>"), data: answer("part"), order: (request, connection, state) => { state.orders += 1; if (state.orders === 1) { connection.reset(); return undefined; } return answer(`order ${state.orders}`); } },
    does: async () => { await (await fetch("data")).text(); try { const r = await fetch("order", { method: "POST", body: "one" }); return `${r.status}`; } catch { return "an error"; } },
    received: (requests, { state, mode }) => assert.equal(state.orders, mode === "direct" ? 2 : 1) },
];
