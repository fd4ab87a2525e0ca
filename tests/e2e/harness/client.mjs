// SPDX-License-Identifier: Apache-2.0
// An HTTP client with a browser's cookie jar but no browser: it dials one address whatever the host name says (only browsers resolve *.localhost),
// follows the session ticket, and can also be asked to behave wrongly.
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export class Client {
  /**
   * base: console URL, such as http://callout.localhost:8440. ca: PEM of the test CA for https. address: where all its hosts are.
   * localAddress: where it dials from.
   */
  constructor(base, { ca, address = "127.0.0.1", localAddress } = {}) {
    this.address = address;
    this.localAddress = localAddress;
    this.base = new URL(base);
    this.jars = new Map();
    const module = this.base.protocol === "https:" ? https : http;
    this.module = module;
    this.agent = new module.Agent({ keepAlive: true, maxSockets: 64 });
    this.ca = ca;
  }

  close() { this.agent.destroy(); }

  jar(host) {
    if (!this.jars.has(host)) this.jars.set(host, new Map());
    return this.jars.get(host);
  }

  keep(host, lines = []) {
    for (const line of lines) {
      const [pair, ...attributes] = line.split(/;\s*/);
      const at = pair.indexOf("=");
      const gone = attributes.some((a) => /^max-age=(0|-\d+)$/i.test(a)) || attributes.some((a) => /^expires=/i.test(a) && Date.parse(a.slice(8)) < Date.now());
      if (gone) this.jar(host).delete(pair.slice(0, at));
      else this.jar(host).set(pair.slice(0, at), pair.slice(at + 1));
    }
  }

  /** Starts a request and answers node's response, whose body the caller reads. `url` may be absolute or a path of the console. */
  open(url, { method = "GET", headers = {}, body, cookies = true, ms = 20_000 } = {}) {
    const target = new URL(url, this.base);
    const jar = this.jar(target.host);
    const cookie = cookies && jar.size ? { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") } : {};
    // Node frames a body by itself only for POST and PUT.
    const length = typeof body === "string" ? { "Content-Length": Buffer.byteLength(body) } : {};
    return new Promise((resolve, reject) => {
      const request = this.module.request({
        host: this.address, port: target.port || (target.protocol === "https:" ? 443 : 80), servername: isIP(target.hostname) ? undefined : target.hostname, ca: this.ca, agent: this.agent, method,
        localAddress: this.localAddress, path: target.pathname + target.search, headers: { Host: target.host, ...cookie, ...length, ...headers },
      });
      request.setTimeout(ms, () => request.destroy(new Error(`${method} ${url}: silent for ${ms} ms`)));
      request.on("error", reject);
      request.on("response", (response) => {
        if (cookies) this.keep(target.host, response.headers["set-cookie"]);
        response.url = target.href;
        response.request = request;
        resolve(response);
      });
      if (body && typeof body.pipe === "function") body.pipe(request);
      else request.end(body);
    });
  }

  /** A whole answer: { status, headers, text, json }. */
  async fetch(url, options) {
    const response = await this.open(url, options);
    const parts = [];
    for await (const part of response) parts.push(part);
    const body = Buffer.concat(parts);
    const text = body.toString("utf8");
    return { status: response.statusCode, headers: response.headers, url: response.url, body, text, get json() { return JSON.parse(text); } };
  }

  /** Follows redirects by GET, as a tab does, and answers the last response; `hops` lists the addresses on the way. */
  async follow(url, options = {}) {
    const hops = [];
    for (let next = url; hops.length < 10;) {
      const answer = await this.fetch(next, options);
      hops.push(answer.url);
      if (![301, 302, 303, 307, 308].includes(answer.status)) return Object.assign(answer, { hops });
      next = new URL(answer.headers.location, answer.url).href;
    }
    throw new Error(`more than 10 redirects: ${hops.join(" ")}`);
  }
}

/** Signed in to the API: adds the CSRF token and the Origin, and throws on an answer that was not expected. */
export class Api extends Client {
  async signIn(email, password) {
    const answer = await this.fetch("/api/v1/sign-in", { method: "POST", headers: { "Content-Type": "application/json", Origin: this.base.origin }, body: JSON.stringify({ email, password }) });
    if (answer.status !== 200) throw new Error(`sign-in of ${email}: ${answer.status} ${answer.text}`);
    this.me = answer.json;
    return this.me;
  }

  signOut() { return this.call("POST", "/sign-out", undefined, 204); }

  ask(method, path, body, options = {}) {
    const change = method === "GET" ? {} : { Origin: this.base.origin, "X-CSRF-Token": this.me?.csrf_token ?? "" };
    const json = body === undefined ? {} : { "Content-Type": "application/json" };
    return this.fetch(`/api/v1${path}`, { method, ...options, headers: { ...change, ...json, ...options.headers }, body: body === undefined ? undefined : JSON.stringify(body) });
  }

  async call(method, path, body, expected = method === "POST" ? [200, 201, 202] : [200, 204]) {
    let answer = await this.ask(method, path, body);
    for (let tries = 0; answer.status === 429 && tries < 60; tries += 1) {  // As a client should: the server says when.
      await pause(answer.json.retry_after_s * 1000);
      answer = await this.ask(method, path, body);
    }
    if (![expected].flat().includes(answer.status)) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.text ? answer.json : undefined;
  }

  get(path) { return this.call("GET", path); }
  post(path, body = {}) { return this.call("POST", path, body); }
  put(path, body) { return this.call("PUT", path, body); }
  patch(path, body) { return this.call("PATCH", path, body); }
  delete(path) { return this.call("DELETE", path); }
}
