// SPDX-License-Identifier: Apache-2.0
// The API of openapi.yaml from memory, as far as the console uses it. Sessions and checks take their steps on timers.
import { profileOf, treated } from "./profiles.mjs";
import { permissionsOf, rightOf } from "./rights.mjs";
import { kDeviceSwitches, newId, seed, technicianOf } from "./seed.mjs";

const kFailures = {
  install: {
    hop: "install",
    code: "install_offline",
    detail: "The install has not been connected for 3 h 10 min.",
    remedy: "See that its machine runs and reaches the internet.",
  },
  device: {
    hop: "device",
    code: "device_unreachable",
    detail: "The device did not answer within 5 s.",
    remedy: "See that it is switched on and that its address is right.",
  },
  server: { hop: "server", code: "internal", detail: "The server is draining for an update.", remedy: "Try again in a minute." },
};

/** The key seen last is the known one from now on. */
function withKnownKey(endpoint) {
  const known = { key_changed: false, known_key_sha256: endpoint.tls.key_sha256, known_since: new Date().toISOString(), accepted_by: "Maria Silva" };
  return { ...endpoint, tls: { ...endpoint.tls, ...known } };
}

/** What a customer's link shows. */
const kSeen = { technician: "Marina Duarte", site: "Radiology", kind: "webpage", read_only: false, bytes_up: 0, bytes_down: 0 };
const kSeenEnded = { ended_at: "2026-01-01T10:31:00Z", closed_reason: "expired", read_only: true, bytes_up: 5200, bytes_down: 12_345_678 };
const kJournal = {
  team: "Northwind",
  entity: "Harbour Clinic",
  expires_at: "2027-01-01T00:00:00Z",
  next_cursor: "2",
  items: [
    { ...kSeen, started_at: "2026-01-02T10:00:00Z", device: "Canon iR-ADV C3530" },
    { ...kSeen, ...kSeenEnded, started_at: "2026-01-01T10:00:00Z", device: "Printer in the corridor beside the pharmacy" },
  ],
};

export class Api {
  #streams = new Set();
  #timers = new Set();

  constructor(scenario) {
    this.reset(scenario);
  }

  /** Begins anew: nobody signed in, and only what the scenario knows. */
  reset(scenario) {
    this.stop();
    this.state = seed(scenario);
    this.signed_in = undefined;
    /** While true every request but the page itself fails as a dead server does. */
    this.down = false;
  }

  stop() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.cut();
  }

  cut() {
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  send(event, data) {
    for (const stream of this.#streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #later(ms, action) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
  }

  async handle(request, response) {
    if (this.down) return request.socket.destroy();
    const url = new URL(request.url, "http://console");
    const path = url.pathname.replace("/api/v1", "");
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
    const answer = (status, data) => {
      response.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json", "cache-control": "no-store" });
      response.end(data === undefined ? undefined : JSON.stringify(data));
    };
    const problem = (status, code, title, more) => answer(status, { type: "about:blank", status, code, title, ...more });

    if (path === "/sign-in") {
      const who = this.state.technicians.find((technician) => technician.email === body.email && technician.status === "active");
      if (body.email === "busy@example.com") return problem(429, "rate_limited", "Too many attempts", { retry_after_s: 12 });
      if (!who || body.password !== this.state.password) return problem(401, "denied", "Wrong e-mail or password");
      this.signed_in = who;
      return answer(200, this.#me());
    }
    if (path === "/journal-links/look") return body.token === "dead" ? problem(404, "not_found", "Not found") : answer(200, kJournal);
    if (!this.signed_in) return problem(401, "signed_out", "Signed out", { detail: "Sign in again." });
    if (request.method !== "GET" && request.headers["x-csrf-token"] !== "csrf-1") return problem(403, "csrf", "The token does not fit");
    if (path === "/events") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write(": hello\n\n");
      this.#streams.add(response);
      return request.on("close", () => this.#streams.delete(response));
    }
    const [, kind, id, verb] = path.split("/");
    const route = this[`${request.method.toLowerCase()}_${[kind, id && "one", verb].filter(Boolean).join("_").replaceAll("-", "_")}`];
    if (!route) return problem(404, "not_found", "No such route");
    const one = id && this.state[kind]?.find((item) => item.id === id);
    if (id && !one) return problem(404, "not_found", "Not found", { detail: "It may have been removed." });
    return route.call(this, { answer, problem, body, query: url.searchParams, one });
  }

  #me() {
    const permissions = permissionsOf(this.signed_in, this.state["access-rights"]);
    return { technician: this.signed_in, team: this.state.team, csrf_token: "csrf-1", permissions, server: { version: "1.0.0", url: this.url } };
  }

  #page({ answer, query }, items) {
    const q = query.get("q")?.toLowerCase();
    const found = q ? items.filter((item) => JSON.stringify(item).toLowerCase().includes(q)) : items;
    const from = Number(query.get("cursor") ?? 0);
    const limit = Number(query.get("limit") ?? 50);
    answer(200, { items: found.slice(from, from + limit), ...(found.length > from + limit ? { next_cursor: String(from + limit) } : {}) });
  }

  #change(list, thing) {
    const index = this.state[`${list}s`].findIndex((item) => item.id === thing.id);
    if (index >= 0) this.state[`${list}s`][index] = thing;
    else this.state[`${list}s`].unshift(thing);
    this.send(list, thing);
    return thing;
  }

  #remove(list, thing) {
    this.state[`${list}s`] = this.state[`${list}s`].filter((item) => item.id !== thing.id);
    this.send("removed", { kind: list, id: thing.id });
  }

  get_me = ({ answer }) => answer(200, this.#me());
  post_sign_out = ({ answer }) => {
    this.signed_in = undefined;
    answer(204);
  };
  get_team = ({ answer }) => answer(200, this.state.team);
  patch_team = ({ answer, body }) => answer(200, Object.assign(this.state.team, body));
  get_technicians = (call) => this.#page(call, this.state.technicians);
  post_technicians = ({ answer, problem, body }) => {
    if (this.state.technicians.some((technician) => technician.email === body.email)) {
      return problem(409, "conflict", "In use", { detail: "A technician with this e-mail exists. Use another address.", field: "/email" });
    }
    const { name, email } = body;
    const technician = technicianOf(newId("tech"), name, email);
    this.state.technicians.push(technician);
    answer(201, technician);
  };
  patch_technicians_one = ({ answer, body, one }) => answer(200, Object.assign(one, body));
  get_roles = ({ answer }) => answer(200, { items: this.state.roles });
  get_access_rights = (call) => {
    const technician = call.query.get("technician");
    this.#page(call, this.state["access-rights"].filter(({ holder }) => !technician || holder.id === technician));
  };
  post_access_rights = ({ answer, problem, body }) => {
    if (this.state.refuse_rights) return problem(403, "denied", "Denied", { detail: this.state.refuse_rights });
    const name_of = (scope) => this.state.entities.find((item) => item.id === scope.id)?.name;
    const right = rightOf(newId("right"), body, name_of);
    this.state["access-rights"].unshift(right);
    answer(201, right);
  };
  delete_access_rights_one = ({ answer, one }) => {
    this.state["access-rights"] = this.state["access-rights"].filter((item) => item !== one);
    answer(204);
  };
  get_entities = (call) => this.#page(call, this.state.entities);

  get_installs = (call) => this.#page(call, this.state.installs);
  get_installs_one = ({ answer, one }) => answer(200, one);
  post_installs = ({ answer, body }) => {
    const entity_path = this.state.entities.find((item) => item.id === body.entity).path;
    const fresh = { state: "waiting", online: false, remote_access: "on", device_count: 0, created_at: new Date().toISOString() };
    const install = { ...body, ...fresh, id: newId("install"), entity_path };
    answer(201, { install: this.#change("install", install), enrolment: this.#enrolment() });
  };
  #enrolment() {
    const token = "cot1.Zk3vQ0m1n8T4rXb7LhC2yWq5sJd9uEaP6fGiKoNtMxR";
    const expires_at = new Date(Date.now() + 24 * 3_600_000).toISOString();
    return { token, command: `callout-agent enroll ${token} --server ${this.url}`, expires_at };
  }
  /** The agent of a waiting install connects. */
  connect(install) {
    const agent = { agent_version: "1.0.0", hostname: "new-pi", os: "Debian GNU/Linux 12 (aarch64)", last_seen_at: new Date().toISOString() };
    this.#change("install", { ...install, ...agent, state: "enrolled", online: true });
  }
  patch_installs_one = ({ answer, body, one }) => answer(200, this.#change("install", { ...one, ...body }));
  delete_installs_one = ({ answer, one }) => {
    this.#remove("install", one);
    for (const device of this.state.devices.filter((item) => item.install === one.id)) {
      this.#change("device", { ...device, install: undefined, install_name: undefined, install_online: undefined });
    }
    answer(204);
  };
  post_installs_one_enrolment_token = ({ answer }) => answer(201, this.#enrolment());

  get_devices = (call) => {
    const entity = call.query.get("entity");
    const path = this.state.entities.find((item) => item.id === entity)?.path;
    this.#page(call, entity ? this.state.devices.filter((device) => device.entity_path.startsWith(path)) : this.state.devices);
  };
  get_devices_one = ({ answer, one }) => answer(200, one);
  post_devices = ({ answer, problem, body }) => {
    if (body.address.startsWith("127.")) {
      return problem(422, "invalid", "Not allowed", { detail: "Loopback addresses are refused. Give the device's address on its network.", field: "/address" });
    }
    const install = this.state.installs.find((item) => item.id === body.install);
    const { entity, entity_path, name: install_name, online: install_online } = install;
    const endpoints = body.endpoints.map((endpoint) => ({ ...endpoint, id: newId("endpoint") }));
    const of_install = { entity, entity_path, install_name, install_online };
    const { profile: chosen_profile, ...given } = body;
    const fresh = { raw_ports: [], ...kDeviceSwitches, id: newId("device"), status: "checking", created_at: new Date().toISOString() };
    const device = { ...fresh, ...of_install, ...given, chosen_profile, endpoints };
    answer(201, this.#change("device", treated(device, this.state.profiles)));
    this.#check(device.id);
  };
  #check(id) {
    this.#later(700, () => {
      const device = this.state.devices.find((item) => item.id === id);
      if (!device) return;
      const seen = { reachable: true, status: 200, title: "Welcome", auth: "none" };
      const endpoints = device.endpoints.map((endpoint) => ({ ...endpoint, check: endpoint.check ?? seen }));
      const checked = { ...device, endpoints, mac: device.mac ?? "3c:2a:f4:10:9b:99", status: "reachable", checked_at: new Date().toISOString() };
      this.#change("device", treated(checked, this.state.profiles));
    });
  }
  patch_devices_one = ({ answer, body, one }) => {
    const { accept_identity, accept_tls_key, endpoints, profile = one.chosen_profile, ...rest } = body;
    const changed = { ...one, ...rest, chosen_profile: profile };
    if (endpoints) changed.endpoints = endpoints.map((endpoint) => ({ ...endpoint, id: newId("endpoint") }));
    if (accept_identity) Object.assign(changed, { mac: one.seen_mac, seen_mac: undefined, status: "reachable", status_detail: undefined });
    else if (accept_tls_key) changed.endpoints = one.endpoints.map((endpoint) => (endpoint.id === accept_tls_key.endpoint ? withKnownKey(endpoint) : endpoint));
    else if (endpoints || rest.address || rest.install) changed.status = "checking";
    answer(200, this.#change("device", treated(changed, this.state.profiles)));
    if (changed.status === "checking") this.#check(one.id);
  };
  delete_devices_one = ({ answer, one }) => {
    this.#remove("device", one);
    answer(204);
  };
  put_devices_one_remote_access = ({ answer, body, one }) => {
    this.#change("device", { ...one, remote_access: body.setting });
    answer(204);
  };
  post_devices_one_check = ({ answer, one }) => {
    this.#change("device", { ...one, status: "checking" });
    this.#check(one.id);
    answer(202, this.#job(one, "check_device"));
  };

  get_profiles = ({ answer }) => answer(200, { items: this.state.profiles });
  get_profiles_one = ({ answer, one }) => answer(200, one);
  post_profiles = ({ answer, problem, body }) => {
    if (this.#refusedPattern(problem, body)) return;
    const profile = profileOf(newId("profile"), body);
    this.#setProfiles([profile, ...this.state.profiles]);
    answer(201, profile);
  };
  put_profiles_one = ({ answer, problem, body, one }) => {
    if (this.#refusedPattern(problem, body)) return;
    const profile = profileOf(one.id, body);
    this.#setProfiles(this.state.profiles.map((item) => (item.id === one.id ? profile : item)));
    answer(200, profile);
  };
  delete_profiles_one = ({ answer, problem, one }) => {
    if (this.state.devices.some((device) => device.chosen_profile === one.id)) {
      return problem(409, "conflict", "In use", { detail: "The profile is chosen for 1 device: give it another one first." });
    }
    this.#setProfiles(this.state.profiles.filter((item) => item.id !== one.id));
    answer(204);
  };
  /** Stands for every fault that only the server sees. */
  #refusedPattern(problem, body) {
    const at = body.match.findIndex(({ title }) => title === "refuse me");
    if (at < 0) return false;
    problem(422, "invalid", "Invalid", { detail: "This must be text without control characters.", field: `/match/${at}/title` });
    return true;
  }
  #setProfiles(profiles) {
    this.state.profiles = profiles;
    this.state.devices = this.state.devices.map((device) => treated(device, profiles));
  }

  #job(device, kind, session) {
    const { id: technician, name: technician_name } = this.signed_in;
    return this.#change("job", {
      id: newId("job"),
      kind,
      state: "queued",
      install: device.install,
      install_name: device.install_name,
      device: device.id,
      device_name: device.name,
      session,
      technician,
      technician_name,
      created_at: new Date().toISOString(),
      steps: [{ name: "queued", at_ms: 0 }],
    });
  }
  post_devices_one_sessions = ({ answer, one, body }) => {
    const id = newId("session");
    const job = this.#job(one, "open_device_webpage", id);
    const { technician, technician_name, install, install_name } = job;
    const session = this.#change("session", {
      id,
      device: one.id,
      device_name: one.name,
      install,
      install_name,
      technician,
      technician_name,
      kind: "webpage",
      endpoint: body?.endpoint ?? one.endpoints[0].id,
      port: (one.endpoints.find(({ id }) => id === body?.endpoint) ?? one.endpoints[0]).port,
      job: job.id,
      state: "requested",
      read_only: false,
      created_at: new Date().toISOString(),
    });
    answer(201, session);
    this.#open(session, job);
  };
  /** Takes the steps of one opening: "ok" and "slow" arrive, "hold" stops before the device, anything else names the hop that fails. */
  #open(session, job) {
    const how = this.state.next_open;
    const pace = how === "slow" ? 900 : 60;
    const last = { server: 0, install: 1, device: 2, hold: 2 }[how] ?? 5;
    const steps = ["sent", "received", "reached", "identified", "connected"];
    const started = Date.now();
    steps.slice(0, last).forEach((name, index) => {
      this.#later(pace * (index + 1), () => {
        job = this.#change("job", { ...job, state: name === "sent" ? "sent" : "running", steps: [...job.steps, { name, at_ms: Date.now() - started }] });
        if (index === 0) session = this.#change("session", { ...session, state: "connecting" });
      });
    });
    this.#later(pace * (last + 1), () => {
      const finished = { finished_at: new Date().toISOString() };
      if (how === "hold") return;
      if (kFailures[how]) {
        const failure = kFailures[how];
        this.#change("job", { ...job, ...finished, state: "failed", failure, steps: [...job.steps, { name: "failed", at_ms: Date.now() - started }] });
        return this.#change("session", { ...session, state: "closed", closed_reason: "failed", failure, closed_at: finished.finished_at });
      }
      this.#change("job", { ...job, ...finished, state: "completed" });
      const remaining_s = this.state.team.session_minutes * 60;
      const start_url = `${this.url}/device-page/${session.id}`;
      this.#change("session", { ...session, state: "active", start_url, remaining_s, extendable: true });
    });
  }

  get_sessions = (call) => {
    const device = call.query.get("device");
    const live = call.query.get("live") === "true";
    this.#page(call, this.state.sessions.filter((item) => (!device || item.device === device) && (!live || item.state !== "closed")));
  };
  get_sessions_one = ({ answer, one }) => answer(200, one);
  post_sessions_one_extend = ({ answer, one }) => answer(200, this.#change("session", { ...one, remaining_s: this.state.team.session_minutes * 60 }));
  post_sessions_one_end = ({ answer, one }) => {
    const mine = one.technician === this.signed_in.id;
    const closed_reason = mine ? "ended_by_technician" : "ended_by_administrator";
    const over = { state: "closed", closed_reason, remaining_s: undefined, start_url: undefined, closed_at: new Date().toISOString() };
    answer(200, this.#change("session", { ...one, ...over }));
  };
  get_jobs = (call) => this.#page(call, this.state.jobs);
  get_jobs_one = ({ answer, one }) => answer(200, one);
  post_jobs_one_cancel = ({ answer, one }) => {
    answer(200, this.#change("job", { ...one, state: "cancelled", steps: [...one.steps, { name: "cancelled", at_ms: 4200 }] }));
  };
}
