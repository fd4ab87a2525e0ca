// SPDX-License-Identifier: Apache-2.0
// What the stand-in server knows at first: "full" shows every state, "empty" is a team on its first day.
import { profileOf, shippedProfiles, treated } from "./profiles.mjs";
import { kRoles, rightOf } from "./rights.mjs";

const minutesAgo = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
let next_id = 0;
export const newId = (kind) => `${kind}-${(next_id += 1).toString(36).padStart(4, "0")}`;

const kFailure = {
  hop: "device",
  code: "device_unreachable",
  detail: "192.168.20.31 port 80 did not answer within 5 s.",
  remedy: "See that the device is switched on and that its address and port are right, then check it again.",
};

const kTeam = { strict_installs: false, group_rights_for_new_devices: true, temporary_permission_days: 30, temporary_permission_needs_reason: false };
const kTechnician = { owner: false, state: "activated", status: "active", home: "entity-1", departments: [], firmware_everywhere: false, version: 1 };
export const technicianOf = (id, name, email, more) => ({ ...kTechnician, id, name, email, created_at: new Date().toISOString(), ...more });
export const kDeviceSwitches = { groups: [], other_installs: [], remote_access: "on", group_rights: true, hidden: false };

export function seed(scenario) {
  const team = { id: "team-1", name: "Northwind Office Systems", session_minutes: 30, root_entity: "entity-1", ...kTeam };
  const owner = technicianOf("tech-1", "Marina Duarte", "owner@example.com", { owner: true, created_at: minutesAgo(90_000) });
  const member = technicianOf("tech-2", "Jonas Keller", "member@example.com", { departments: ["dep-1"], created_at: minutesAgo(40_000) });
  const state = {
    password: "correct horse",
    team,
    technicians: [owner],
    entities: [{ id: "entity-1", name: team.name, path: team.name, remote_access: "inherited" }],
    roles: kRoles,
    "access-rights": [],
    installs: [],
    devices: [],
    profiles: shippedProfiles(),
    jobs: [],
    sessions: [],
    // How the next opened page ends: "ok", "slow", "hold" (stays connecting), or a failure.
    next_open: "ok",
  };
  if (scenario === "empty") return state;

  state.technicians.push(
    member,
    technicianOf("tech-3", "Ana Sofia de Albuquerque Vasconcelos", "a.very.long.address.of.a.technician@subsidiary.example.com", {
      status: "disabled",
      created_at: minutesAgo(12_000),
    }),
    technicianOf("tech-4", "Tomás Brandt", "new@example.com", { created_at: minutesAgo(300) }),
    technicianOf("tech-5", "Li Wei", "one.too.many@example.com", { status: "disabled_by_plan", created_at: minutesAgo(20) }),
  );
  state.profiles.unshift(
    profileOf("profile-1", {
      name: "Gate controller, loading bay",
      maker: "Example Works",
      models: "GC-1, GC-2",
      notes: "Hangs for a minute when it gets a third connection.\nOnly its status may be looked at from afar: the other pages open the gate.",
      match: [{ title: "Gate *", server: "GoAhead*" }, { server: "Boa/0.9*" }],
      connections: 2,
      tls: "legacy",
      translate_bodies: false,
      endpoints: [{ scheme: "http", port: 80 }, { scheme: "https", port: 8443 }],
      allowed_paths: ["/", "/status*", "/img/*"],
    }),
    profileOf("profile-2", { name: "Old LaserJets", maker: "HP", match: [{ title: "HP LaserJet*" }], connections: 3 }),
  );
  for (const [id, parent, name] of [
    ["entity-2", "entity-1", "Harbour Clinic"],
    ["entity-3", "entity-1", "Bluewater Logistics"],
    ["entity-4", "entity-3", "Warehouse East"],
  ]) {
    const above = state.entities.find((entity) => entity.id === parent);
    state.entities.push({ id, parent, name, path: `${above.path} / ${name}`, remote_access: id === "entity-3" ? "off" : "inherited" });
  }
  const install = (id, name, entity, more) => {
    const entity_path = state.entities.find((item) => item.id === entity).path;
    const usual = { state: "enrolled", online: true, remote_access: "on", device_count: 0, created_at: minutesAgo(30_000) };
    state.installs.push({ id, name, entity, entity_path, ...usual, ...more });
  };
  const agent = { agent_version: "1.0.0", os: "Debian GNU/Linux 12 (x86_64)" };
  install("install-1", "Harbour Clinic, reception", "entity-2", { ...agent, hostname: "hc-pi-01", remote_address: "198.51.100.7", last_seen_at: minutesAgo(0) });
  install("install-2", "Warehouse East", "entity-4", { ...agent, hostname: "we-nuc", remote_address: "203.0.113.90", last_seen_at: minutesAgo(0) });
  const gone = { online: false, last_seen_at: minutesAgo(190), duplicate_key: true };
  install("install-3", "Bluewater head office", "entity-3", { ...agent, ...gone, hostname: "bw-srv2", remote_access: "off" });
  install("install-4", "Harbour Clinic, laboratory", "entity-2", { state: "waiting", online: false, created_at: minutesAgo(12) });

  const device = (id, name, install_id, address, endpoints, more) => {
    const { entity, entity_path, name: install_name, online } = state.installs.find((item) => item.id === install_id);
    state.devices.push({
      id,
      name,
      entity,
      entity_path,
      install: install_id,
      install_name,
      install_online: online,
      address,
      mac: `3c:2a:f4:10:9b:${(0x10 + state.devices.length).toString(16)}`,
      raw_ports: [],
      ...kDeviceSwitches,
      endpoints: endpoints.map(([scheme, port, check, tls], index) => ({ id: `${id}-e${index}`, scheme, port, check, tls })),
      status: "reachable",
      checked_at: minutesAgo(7),
      created_at: minutesAgo(20_000),
      ...more,
    });
  };
  const tls = (version, key, more) => {
    const sha = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg";
    const known = { known_key_sha256: sha, known_since: minutesAgo(20_000) };
    return { version, cipher: "ECDHE-RSA-AES128-GCM-SHA256", key, key_sha256: sha, weak: false, key_changed: false, ...known, ...more };
  };
  const basic = { reachable: true, status: 401, auth: "basic", server: "ustreamer" };
  device("device-1", "Printer, front desk", "install-1", "192.168.20.15", [
    ["http", 80, { reachable: true, status: 200, title: "HP LaserJet M608", auth: "none", server: "Virata-EmWeb/R6_2_1" }],
    ["https", 443, { reachable: true, status: 200, title: "HP LaserJet M608", auth: "form" }, tls("TLSv1", "RSA-1024", { weak: true })],
  ]);
  device("device-2", "Camera, main entrance", "install-1", "192.168.20.40", [
    ["http", 8080, { ...basic, title: "µStreamer" }],
    ["https", 8443, { reachable: true }, tls("TLSv1.2", "RSA-2048", { key_changed: true, key_sha256: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU" })],
  ]);
  device("device-3", "Label printer", "install-2", "10.4.0.23", [["http", 80, { reachable: false, detail: "Connection refused" }]], {
    status: "unreachable",
    status_detail: "10.4.0.23 answers, but nothing listens on port 80.",
  });
  device("device-4", "Core switch", "install-2", "10.4.0.2", [["https", 443, { reachable: true, status: 200, title: "Login", auth: "form" }, tls("TLSv1.3", "EC-256")]], {
    status: "identity_changed",
    seen_mac: "00:1b:21:7e:55:0c",
    status_detail: "Another device answers at this address.",
  });
  device("device-5", "Badge reader <b>gate 2</b>", "install-3", "fd12:3456:789a::17", [["http", 80]], { status: "unchecked", mac: undefined, checked_at: undefined });
  device("device-6", "Plotter with quite a long name, third floor, room 3.14, beside the big window", "install-2", "10.4.0.77", [["http", 80]], {
    status: "checking",
  });
  device("device-7", "Gateway", "install-3", "169.254.1.1", [["http", 80, { reachable: false, detail: "Refused: link-local address" }]], {
    status: "refused",
    status_detail: "The agent never dials link-local addresses (169.254/16).",
  });
  state.devices[2].remote_access = "off";
  state.devices[1].chosen_profile = "profile-1";
  state.devices[1].body_translation = "on";
  state.devices = state.devices.map((item) => treated(item, state.profiles));
  for (const entry of state.installs) entry.device_count = state.devices.filter((item) => item.install === entry.id).length;

  const visit = (technician, device_id, minutes, more, job) => {
    const on = state.devices.find((item) => item.id === device_id);
    const session = newId("session");
    const job_id = newId("job");
    const common = { technician: technician.id, technician_name: technician.name, install: on.install, install_name: on.install_name };
    state.sessions.push({
      ...common,
      id: session,
      device: on.id,
      device_name: on.name,
      kind: "webpage",
      endpoint: on.endpoints[0].id,
      port: on.endpoints[0].port,
      job: job_id,
      state: "active",
      read_only: false,
      created_at: minutesAgo(minutes),
      extendable: true,
      ...more,
    });
    state.jobs.push({
      ...common,
      id: job_id,
      kind: "open_device_webpage",
      device: on.id,
      device_name: on.name,
      session,
      created_at: minutesAgo(minutes),
      ...job,
    });
  };
  const steps = (...list) => list.map(([name, at_ms, detail]) => ({ name, at_ms, detail }));
  const opened = {
    state: "completed",
    steps: steps(["queued", 0], ["sent", 2], ["received", 41], ["reached", 58], ["identified", 63], ["connected", 66], ["completed", 67]),
  };
  visit(owner, "device-1", 4, { remaining_s: 1562, start_url: "/device-page/1", bytes_up: 48_210, bytes_down: 2_381_004 }, opened);
  visit(member, "device-2", 28, { read_only: true, remaining_s: 96, bytes_up: 9_120, bytes_down: 418_220_771 }, opened);
  visit(owner, "device-3", 55, { state: "closed", closed_reason: "failed", failure: kFailure, closed_at: minutesAgo(55) }, {
    state: "failed",
    failure: kFailure,
    steps: steps(["queued", 0], ["sent", 3], ["received", 44], ["failed", 5061]),
  });
  visit(member, "device-1", 180, { state: "closed", closed_reason: "expired", closed_at: minutesAgo(150), bytes_up: 80_000, bytes_down: 5_100_000 }, opened);
  visit(member, "device-2", 300, { state: "closed", closed_reason: "access_expired", closed_at: minutesAgo(290), bytes_up: 100, bytes_down: 90_000 }, opened);
  visit(owner, "device-3", 350, { state: "closed", closed_reason: "restricted", closed_at: minutesAgo(349), bytes_up: 100, bytes_down: 90_000 }, opened);
  visit(owner, "device-2", 400, { state: "closed", closed_reason: "install_lost", closed_at: minutesAgo(390), bytes_up: 100, bytes_down: 90_000 }, opened);
  const name_of = (scope) => [...state.entities, ...state.devices].find((item) => item.id === scope.id)?.name;
  const right = (id, given) => state["access-rights"].push(rightOf(id, { holder: { kind: "technician", id: member.id, name: member.name }, ...given }, name_of));
  right("right-1", { scope: { kind: "entity", id: "entity-1" }, role: "only-device-connection" });
  right("right-2", { scope: { kind: "entity", id: "entity-4" }, role: "full-device-access", from: minutesAgo(40), to: minutesAgo(-2_000) });
  right("right-3", { scope: { kind: "device", id: "device-6" }, role: "role-1", to: minutesAgo(60), active: false });
  state.jobs.push({
    id: newId("job"),
    kind: "check_device",
    state: "running",
    install: "install-2",
    install_name: "Warehouse East",
    device: "device-6",
    device_name: state.devices[5].name,
    technician: member.id,
    technician_name: member.name,
    created_at: minutesAgo(0),
    steps: steps(["queued", 0], ["sent", 2], ["received", 39]),
  });
  state.jobs.sort((a, b) => b.created_at.localeCompare(a.created_at));
  return state;
}
