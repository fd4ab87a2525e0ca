// SPDX-License-Identifier: Apache-2.0
// The binary, its openapi.yaml and its behaviour agree about every route; errors are problem+json; backups restore.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { run } from "../../lib/process.mjs";
import { calloutd, root, Server } from "../harness/server.mjs";
import { owner, Stack } from "../harness/stack.mjs";

/** The routes of openapi.yaml, read by its layout: two spaces before a path, four before a method, x-permission within. */
function documented() {
  const routes = new Map();
  let path;
  let method;
  for (const line of readFileSync(`${root}/src/api/openapi.yaml`, "utf8").split("\n")) {
    if (/^components:/.test(line)) break;
    path = /^  (\/\S*):/.exec(line)?.[1] ?? path;
    const verb = /^    (get|post|put|patch|delete):/.exec(line)?.[1];
    if (verb) method = verb.toUpperCase();
    const permission = /x-permission: ([\w.]+)/.exec(line)?.[1];
    if (permission) routes.set(`${method} ${path}`, permission);
  }
  return routes;
}

test("calloutd routes and openapi.yaml list the same routes and permissions", async () => {
  const done = await run(calloutd, ["routes"]);
  assert.equal(done.code, 0, done.stderr);
  const served = new Map();
  for (const line of done.stdout.split("\n")) {
    const match = /(\/\S*)/.exec(line);
    const method = /\b(GET|POST|PUT|PATCH|DELETE)\b/.exec(line)?.[1];
    if (!match || !method) continue;
    const rest = line.replace(match[1], "").replace(method, "").trim();
    served.set(`${method} ${match[1]}`, rest.split(/\s+/)[0]);
  }
  const written = documented();
  assert.ok(written.size > 35, `${written.size} routes in openapi.yaml`);
  assert.deepEqual([...served].sort(), [...written].sort());
});

test("every route that needs a sign-in refuses without one, with problem+json", async (t) => {
  const stack = await Stack.start(t, { withAgent: false });
  const client = stack.server.client();
  t.after(() => client.close());
  for (const [route, permission] of documented()) {
    if (["public", "agent"].includes(permission)) continue;
    const [method, path] = route.split(" ");
    const answer = await client.fetch(path.replace("{id}", "abc"), { method, headers: { Origin: client.base.origin, "Content-Type": "application/json" }, body: method === "GET" ? undefined : "{}" });
    if (path === "/authorize") { assert.ok([302, 400, 401, 403].includes(answer.status), `${route}: ${answer.status}`); continue; }
    assert.equal(answer.status, 401, route);
    assert.match(answer.headers["content-type"], /application\/problem\+json/, route);
    assert.equal(answer.json.code, "signed_out", route);
    assert.equal(answer.json.status, 401);
  }
});

test("the document is served, unknown routes and bad bodies answer problem+json", async (t) => {
  const stack = await Stack.start(t, { withAgent: false });
  assert.match((await stack.api.fetch("/openapi.yaml")).text, /^openapi: 3\.1/);
  assert.match((await stack.api.fetch("/healthz")).headers["content-type"], /text\/plain/);
  for (const [method, path, status] of [["GET", "/nope", 404], ["PUT", "/me", 405], ["POST", "/entities", 422]]) {
    const answer = await stack.api.ask(method, path, method === "GET" ? undefined : {});
    assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
    assert.match(answer.headers["content-type"], /problem\+json/);
    assert.ok(answer.json.detail.length > 10);
  }
  const wrong = await stack.api.ask("POST", "/entities", { parent: stack.api.me.team.root_entity, name: "" });
  assert.deepEqual([wrong.status, wrong.json.field], [422, "/name"]);
});

test("lists are paged by cursor without a gap or a double", async (t) => {
  const stack = await Stack.start(t, { withAgent: false });
  for (let i = 0; i < 25; i += 1) await stack.api.post("/entities", { parent: stack.api.me.team.root_entity, name: `site ${i}` });
  const names = [];
  for (let cursor = ""; cursor !== undefined;) {
    const page = await stack.api.get(`/entities?limit=10${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    assert.ok(page.items.length <= 10);
    names.push(...page.items.map((e) => e.name));
    cursor = page.next_cursor;
  }
  assert.equal(names.length, 26);
  assert.equal(new Set(names).size, 26);
});

test("live changes come as server-sent events", async (t) => {
  const stack = await Stack.start(t, { withAgent: false });
  const events = await stack.api.open("/api/v1/events");
  t.after(() => events.destroy());
  assert.match(events.headers["content-type"], /text\/event-stream/);
  events.setEncoding("utf8");
  let text = "";
  const heard = new Promise((resolve) => events.on("data", (part) => { text += part; if (/event: install\n/.test(text)) resolve(); }));
  await stack.api.post("/installs", { name: "Announced", entity: stack.api.me.team.root_entity });
  const { within } = await import("../../lib/process.mjs");
  await within(3000, "the event", heard);
  assert.match(text, /"name":\s*"Announced"/);
});

test("a backup of the running server restores elsewhere", async (t) => {
  const stack = await Stack.start(t, { withAgent: false });
  await stack.api.post("/entities", { parent: stack.api.me.team.root_entity, name: "in the backup" });
  const file = `${stack.dir}/backup.db`;
  const saved = await run(calloutd, ["backup", "--config", stack.server.file, "--to", file]);
  assert.equal(saved.code, 0, saved.stdout + saved.stderr);
  const elsewhere = await Server.make(`${stack.dir}/elsewhere`);
  const restored = await run(calloutd, ["restore", "--config", elsewhere.file, "--from", file]);
  assert.equal(restored.code, 0, restored.stdout + restored.stderr);
  await elsewhere.start();
  t.after(() => elsewhere.stop());
  const api = await elsewhere.signedIn(owner.email, owner.password);
  t.after(() => api.close());
  assert.ok((await api.get("/entities")).items.some((e) => e.name === "in the backup"));
  const again = await run(calloutd, ["restore", "--config", elsewhere.file, "--from", file]);
  assert.notEqual(again.code, 0, "a restore over a database in use was accepted");
});
