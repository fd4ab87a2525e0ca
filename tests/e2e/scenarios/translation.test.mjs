// SPDX-License-Identifier: Apache-2.0
// What stands between the session host and the device: each side sees itself. The device gets what a LAN browser would send, and the browser gets
// nothing that names the device's address or touches Callout's own cookies.
import assert from "node:assert/strict";
import test from "node:test";
import * as site from "../../devices/site.mjs";
import { Stack } from "../harness/stack.mjs";

test("Host, Origin, Referer, Location, Set-Cookie and our own headers", async (t) => {
  let port;
  const device = await site.start({ pages: {
    "/redirect": (request, response) => response.writeHead(302, { Location: `http://127.0.0.1:${port}/next?a=1#b` }).end(),
    "/relative": (request, response) => response.writeHead(302, { Location: "next" }).end(),
    "/away": (request, response) => response.writeHead(302, { Location: "http://evil.example/steal?x=1" }).end(),
    "/cookies": (request, response) => response.writeHead(200, { "Set-Cookie": ["sid=abc; Path=/; Domain=127.0.0.1; HttpOnly", "lang=en; Path=/app; Max-Age=60; SameSite=Lax", "__Host-x=1; Path=/; Secure", "__Secure-x=1; Secure", "__Http-x=1"] }).end("ok"),
    "/odd": (request, response) => response.writeHead(200, { "Alt-Svc": 'h3=":443"', "Strict-Transport-Security": "max-age=1", "Clear-Site-Data": '"*"', "X-Frame-Options": "DENY", "WWW-Authenticate": ['Digest realm="d"', 'Basic realm="b"'] }).end("ok"),
    "/login": (request, response) => response.writeHead(401, { "WWW-Authenticate": ['Digest realm="d", nonce="1"', 'Basic realm="b"'] }).end("login"),
  } });
  [{ port }] = device.endpoints;
  const own = `http://127.0.0.1:${port}`;
  const stack = await Stack.start(t, { devices: [device] });
  const visit = await stack.visit(await stack.openSession(stack.devices[0]));
  const last = () => device.requests.at(-1);

  await t.test("the device sees itself as Host, Origin and Referer, and nothing of Callout", async () => {
    await visit.fetch("/echo?x=%2F..//a%zz&y", { method: "POST", body: "x=1", headers: { Origin: visit.origin, Referer: `${visit.origin}/form?q=1`, Authorization: "Basic YTpi", "X-Custom": "kept" } });
    const { headers, url, raw } = last();
    assert.equal(url, "/echo?x=%2F..//a%zz&y");
    assert.equal(headers.host, `127.0.0.1:${port}`);
    assert.equal(headers.origin, own);
    assert.equal(headers.referer, `${own}/form?q=1`);
    assert.equal(headers.authorization, "Basic YTpi");
    assert.equal(headers["x-custom"], "kept");
    assert.equal(headers.cookie, undefined);
    const names = raw.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
    for (const name of ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "via", "x-real-ip"]) assert.ok(!names.includes(name), name);
    assert.ok(!JSON.stringify(raw).includes("localhost"), JSON.stringify(raw));
  });

  await t.test("the request-target is byte-exact", async () => {
    for (const target of ["//double//slash", "/a/./b/../c", "/%41%2f%00x", "/ü".normalize(), "/?", "/a?b?c=d&&", "/;p=1,2"]) {
      const path = encodeURI(target).replaceAll("%25", "%");
      const response = await new Promise((resolve, reject) => {
        const request = stack.api.module.request({ host: "127.0.0.1", port: stack.server.port, path, headers: { Host: new URL(visit.origin).host, Cookie: [...visit.jar].map((c) => c.join("=")).join("; ") } }, resolve);
        request.on("error", reject);
        request.end();
      });
      response.resume();
      assert.equal(last().url, path);
    }
  });

  await t.test("a redirect to the device's own address stays on the session host", async () => {
    const answer = await visit.fetch("/redirect");
    assert.equal(answer.status, 302);
    assert.ok([`${visit.origin}/next?a=1#b`, "/next?a=1#b"].includes(answer.headers.location), answer.headers.location);
    assert.equal((await visit.fetch("/relative")).headers.location, "next");
  });

  await t.test("a redirect elsewhere does not leave without being asked", async () => {
    const answer = await visit.fetch("/away");
    assert.ok(!(answer.headers.location ?? "").startsWith("http://evil.example"), `${answer.status} ${answer.headers.location}`);
  });

  await t.test("the device's cookies lose their domain and can't take our names", async () => {
    const cookies = (await visit.fetch("/cookies")).headers["set-cookie"];
    assert.ok(cookies.some((c) => /^sid=abc/.test(c) && !/domain/i.test(c) && /httponly/i.test(c) && /path=\//i.test(c)), cookies.join("\n"));
    assert.ok(cookies.some((c) => /^lang=en/.test(c) && /path=\/app/i.test(c) && /max-age=60/i.test(c)));
    assert.ok(!cookies.some((c) => /^__(Host|Secure|Http)-/i.test(c)), cookies.join("\n"));
    await visit.fetch("/echo");
    assert.match(last().headers.cookie, /sid=abc/);
    assert.ok(!/__Host/.test(last().headers.cookie), last().headers.cookie);
  });

  await t.test("both WWW-Authenticate lines arrive, in order", async () => {
    const response = await visit.open("/login");
    response.resume();
    const lines = response.rawHeaders.filter((_, i) => i % 2 === 1 && /^www-authenticate$/i.test(response.rawHeaders[i - 1]));
    assert.deepEqual(lines.map((l) => l.split(" ")[0]), ["Digest", "Basic"]);
  });

  await t.test("every answer carries our protection beside the device's own headers", async () => {
    const { headers } = await visit.fetch("/odd");
    for (const name of ["alt-svc", "strict-transport-security"]) assert.ok(!(name in headers) || !/^(h3|max-age=1$)/.test(headers[name]), `${name}: ${headers[name]}`);
    assert.equal(headers["clear-site-data"], undefined);
    assert.match(headers["content-security-policy"], /default-src 'self'/);
    assert.match(headers["content-security-policy"], /frame-ancestors 'self'/);
    assert.match(headers["content-security-policy"], /connect-src 'self'/);
    assert.equal(headers["referrer-policy"], "same-origin");
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["origin-agent-cluster"], "?1");
  });
});

test("a second endpoint has a session host of its own", async (t) => {
  const first = await site.start({ name: "Front page" });
  const second = await site.start({ name: "Second page" });
  t.after(() => second.stop());
  const stack = await Stack.start(t, { withAgent: false });
  t.after(() => first.stop());
  const endpoints = [...first.endpoints, ...second.endpoints];
  stack.agent = await stack.addAgent("Two endpoints", { policy: { allow_loopback: endpoints.map((e) => `127.0.0.1:${e.port}`) } });
  stack.install = stack.agent.install;
  const device = await stack.addDevice({ name: "Both", address: "127.0.0.1", endpoints });
  const ids = device.endpoints.map((e) => e.id);
  const one = await stack.visit(await stack.openSession(device, { endpoint: ids[0] }));
  const two = await stack.visit(await stack.openSession(device, { endpoint: ids[1] }));
  assert.match((await one.fetch("/")).text, /Front page/);
  assert.match((await two.fetch("/")).text, /Second page/);
  assert.notEqual(one.origin, two.origin);
});
