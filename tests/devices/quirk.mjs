// SPDX-License-Identifier: Apache-2.0
// A device on a raw socket, whose every answer is written byte for byte: nothing here corrects what a row wants to be wrong. Rows (quirks/*.mjs) are
// the behaviours of real devices; each owns the paths below its own folder. Runs inside the test.
//
// A row:
//   name, says    the behaviour, as docs/compatibility.md shows it
//   answers       { path below the row's folder: bytes, or (request, connection, state) => bytes or nothing }
//   does          runs in the page at the row's folder, with ...its `gives`; what it returns is what the page shows. Without it: the page's own text
//   sees          what the page must show (RegExp or text), by Chromium at the device and through Callout alike
//   direct, callout   { sees, shows }: where one of the two differs: what it must show, and the word for it in the table
//   received      (requests, { state, mode, device }) => asserts what the device got
//   alike         false: what the device gets may differ from what a browser beside it sends (tokens, retries); else both must send the same bytes
//   on            the kind of device (an object that rows share); without it all rows share one. { name, sockets: how many it has, tls: () => options of
//                 node:tls, server: (accept, tls options) => a server of its own, beside(device) and after(device): what starts and stops with it,
//                 start: for a program instead of a QuirkDevice }
//   cookies       true: sets cookies for the whole device, which must go before the next row
//   leaves        true: the page goes on doing things; its tab is closed
//   browser       options of a browser context of its own: httpCredentials and the like
//   slow, elsewhere   the table's cells, where the row is left out of the quick run, or its program can't run on this machine
//   pending       why it does not work through Callout yet. A pending row that works fails the run, so that the mark goes
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";

const crlf = "\r\n";
const endOfHead = "\r\n\r\n";

/** Text stands for Latin-1 bytes, as on the wire. */
export const bytes = (data) => (Buffer.isBuffer(data) ? data : Buffer.from(data, "latin1"));
export const utf8 = (text) => Buffer.from(text, "utf8");

/** A faultless answer: status line, the given lines, Content-Length, body (text as UTF-8). */
export function answer(body = "", { status = "200 OK", type = "text/html; charset=utf-8", lines = [] } = {}) {
  const content = Buffer.isBuffer(body) ? body : utf8(body);
  return Buffer.concat([bytes([`HTTP/1.1 ${status}`, ...(type ? [`Content-Type: ${type}`] : []), ...lines, `Content-Length: ${content.length}`].join(crlf) + endOfHead), content]);
}
export const page = (body, lines = []) => answer(`<!doctype html><title>Device</title>${body}`, { lines });
export const json = (value, lines = []) => answer(JSON.stringify(value), { type: "application/json", lines });
export const redirect = (location, { status = "302 Found", lines = [] } = {}) => answer("", { status, type: null, lines: [`Location: ${location}`, ...lines] });

/** One connection of a browser or an agent: reads requests one after the other and lets the row write what it likes. */
export class Connection {
  constructor(device, socket, id) {
    Object.assign(this, { device, socket, id, state: {}, requests: 0, pending: Buffer.alloc(0), turn: Promise.resolve(), taken: null, over: false });
    socket.on("error", () => {});
    socket.on("data", (data) => this.take(data));
    socket.on("end", () => { this.over = true; if (!this.busy) socket.end(); });
    socket.on("close", () => { this.over = true; device.connections.delete(this); this.body?.fail(); });
  }

  send(data) { if (!this.socket.destroyed) this.socket.write(bytes(data)); }
  /** Ends the connection after what was sent. */
  end(data) { if (data !== undefined) this.send(data); this.socket.end(); }
  /** TCP reset. */
  reset() { this.socket.resetAndDestroy(); }

  /** From now on all bytes go to `listener`: the connection is no longer HTTP. */
  takeOver(listener) {
    this.taken = listener;
    if (this.pending.length) listener(this.pending);
    this.pending = Buffer.alloc(0);
  }

  take(data) {
    if (this.taken) { this.taken(data); return; }
    if (this.body) { const rest = this.body.take(data); if (!rest) return; data = rest; this.body = null; }
    this.pending = this.pending.length ? Buffer.concat([this.pending, data]) : data;
    const at = this.pending.indexOf(endOfHead);
    if (at < 0) return;
    const head = this.pending.subarray(0, at + 4).toString("latin1");
    const rest = this.pending.subarray(at + 4);
    this.pending = Buffer.alloc(0);
    const request = new Request(head, this);
    this.body = request.reading;
    this.busy = true;
    this.turn = this.turn.then(() => this.device.serve(request)).then(() => { this.busy = false; if (this.over) this.socket.end(); }, (error) => { this.device.faults.push(error); this.reset(); });
    if (this.body && rest.length) this.take(rest);
    else if (!this.body && rest.length) this.take(rest);
  }
}

/** Collects a body by Content-Length or chunks; `take` answers what came behind it, or nothing while more is needed. */
class Body {
  constructor(length) {
    Object.assign(this, { left: length, parts: [], raw: Buffer.alloc(0), chunks: [] });
    this.whole = new Promise((resolve, reject) => { this.resolve = resolve; this.reject = reject; });
    this.whole.catch(() => {});
  }

  fail() { this.reject(new Error("the request's body was cut short")); }

  take(data) {
    if (this.left !== undefined) {
      const mine = data.subarray(0, this.left);
      this.parts.push(mine);
      this.left -= mine.length;
      if (this.left > 0) return null;
      this.resolve(Buffer.concat(this.parts));
      return data.subarray(mine.length);
    }
    this.raw = Buffer.concat([this.raw, data]);
    for (;;) {
      const line = this.raw.indexOf(crlf);
      if (line < 0) return null;
      const size = Number.parseInt(this.raw.subarray(0, line).toString("latin1"), 16);
      if (this.raw.length < line + 2 + size + 2) return null;
      const rest = this.raw.subarray(line + 2 + size + 2);
      if (size === 0) { this.resolve(Buffer.concat(this.parts)); return rest; }
      this.chunks.push(size);
      this.parts.push(this.raw.subarray(line + 2, line + 2 + size));
      this.raw = rest;
    }
  }
}

export class Request {
  constructor(head, connection) {
    const [line, ...lines] = head.slice(0, -4).split(crlf);
    const [method, target, version] = line.split(" ");
    const [path, query = ""] = target.split(/\?(.*)/s);
    const headers = new Map();
    for (const each of lines) {
      const colon = each.indexOf(":");
      const name = each.slice(0, colon).toLowerCase();
      const value = each.slice(colon + 1).trim();
      headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
    }
    Object.assign(this, { head, line, lines, method, target, version, path, query, headers, connection, port: connection.socket.localPort, at: performance.now(), number: connection.requests });
    connection.requests += 1;
    const length = Number(headers.get("content-length") ?? 0);
    this.chunked = /chunked/i.test(headers.get("transfer-encoding") ?? "");
    this.reading = this.chunked ? new Body(undefined) : length > 0 ? new Body(length) : null;
    /** The whole body; rejects when the sender gives up. */
    this.body = this.reading ? this.reading.whole : Promise.resolve(Buffer.alloc(0));
  }

  header(name) { return this.headers.get(name.toLowerCase()); }
  get cookies() { return Object.fromEntries((this.header("cookie") ?? "").split(/;\s*/).filter(Boolean).map((pair) => pair.split(/=(.*)/s).slice(0, 2))); }
  get parameters() { return new URLSearchParams(this.query); }
  async form() { return new URLSearchParams((await this.body).toString("utf8")); }
}

const slugs = new WeakMap();
/** The row's own folder on its device. */
export function folderOf(row) {
  if (!slugs.has(row)) slugs.set(row, `/${row.name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}/`);
  return slugs.get(row);
}

export class QuirkDevice {
  /** kind: what the rows' `on` says. */
  static async start(rows, kind = {}, { address = "127.0.0.1", name = kind.name ?? "Quirks" } = {}) {
    if (kind.start) return kind.start(rows, { address, name });
    const device = new QuirkDevice();
    const secure = kind.tls && await kind.tls();
    Object.assign(device, { kind, name, address, rows: new Map(rows.map((row) => [folderOf(row), row])), requests: [], connections: new Set(), faults: [], states: new Map(), connected: 0, refused: 0 });
    const accept = (socket) => {
      if (kind.sockets && device.connections.size >= kind.sockets) { device.refused += 1; socket.resetAndDestroy(); return; }
      device.connections.add(new Connection(device, socket, device.connected += 1));
    };
    device.server = kind.server ? kind.server(accept, secure) : secure ? tls.createServer(secure) : net.createServer({ noDelay: true });
    if (secure && !kind.server) device.server.on("secureConnection", (socket) => accept(socket));
    else if (!kind.server) device.server.on("connection", (socket) => accept(socket));
    device.server.on("tlsClientError", () => {});
    device.server.listen(0, address);
    await once(device.server, "listening");
    const { port } = device.server.address();
    const scheme = kind.scheme ?? (kind.tls ? "https" : "http");
    Object.assign(device, { port, authority: `${address}:${port}`, origin: `${scheme}://${address}:${port}`, endpoints: [{ scheme, port }] });
    await kind.beside?.(device);
    return device;
  }

  /** What the row keeps from request to request. */
  state(row) {
    if (!this.states.has(row)) this.states.set(row, row.keeps?.() ?? {});
    return this.states.get(row);
  }

  /** The row's requests, without the browser's own wish for an icon. */
  of(row) { return this.requests.filter((request) => request.row === row && !request.path.endsWith("/favicon.ico")); }

  async serve(request) {
    const folder = /^\/[^/]*\//.exec(request.path)?.[0];
    const row = this.rows.get(folder) ?? [...this.rows.values()].find((each) => each.claims?.(request));
    Object.assign(request, { row, device: this });
    this.requests.push(request);
    const { connection } = request;
    if (!row) {
      await request.body;
      connection.send(request.path === "/" ? page("<h1>Quirks</h1>") : answer("no such page", { status: "404 Not Found", type: "text/plain" }));
      return;
    }
    request.below = row.claims?.(request) ? request.target : request.path.slice(folder.length);
    const given = row.answers[request.below] ?? row.answers["*"] ?? answer("no such page", { status: "404 Not Found", type: "text/plain" });
    if (!row.early) await request.body.catch(() => {});
    const data = typeof given === "function" ? await given(request, connection, this.state(row)) : given;
    if (data !== undefined) connection.send(data);
    if (row.closes && data !== undefined) connection.end();
  }

  async stop() {
    for (const connection of this.connections) connection.socket.destroy();
    this.server.close();
    await this.kind.after?.(this);
  }
}
