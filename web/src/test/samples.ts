// SPDX-License-Identifier: Apache-2.0
import type { AccessRight, Device, Failure, Install, Job, Me, Profile, Role, Session, Technician } from "@/api/types";

export const technician: Technician = {
  id: "t1",
  email: "marina@example.com",
  name: "Marina",
  first_name: "Marina",
  last_name: "",
  phone: "",
  language: "",
  time_zone: "",
  comment: "",
  owner: true,
  state: "activated",
  status: "active",
  home: "e1",
  departments: [],
  firmware_everywhere: false,
  version: 1,
  created_at: "2026-01-01T00:00:00Z",
};

export const me: Me = {
  technician: technician,
  team: {
    id: "team",
    name: "Northwind",
    session_minutes: 30,
    root_entity: "e1",
    strict_installs: false,
    group_rights_for_new_devices: true,
    temporary_permission_days: 30,
    temporary_permission_needs_reason: false,
  },
  csrf_token: "token-of-me",
  two_factor: { enabled: false, recovery_codes: 0 },
  permissions: ["devices.view", "device_webpage.open", "devices.manage", "devices.delete", "devices.check"],
  server: { version: "1.0.0", url: "http://localhost:3000" },
};

export const install: Install = {
  id: "i1",
  name: "Warehouse",
  entity: "e1",
  entity_path: "Northwind",
  state: "enrolled",
  online: true,
  remote_access: "on",
  device_count: 1,
  created_at: "2026-01-01T00:00:00Z",
};

export const device: Device = {
  id: "d1",
  name: "Front desk printer",
  entity: "e1",
  entity_path: "Northwind",
  install: "i1",
  install_name: "Warehouse",
  install_online: true,
  address: "192.0.2.1",
  endpoints: [{ id: "p1", scheme: "http", port: 80 }],
  raw_ports: [],
  body_translation: "as_profile",
  treatment: { tls: "automatic", translate_bodies: true, endpoints: [], allowed_paths: [] },
  groups: [],
  other_installs: [],
  remote_access: "on",
  group_rights: true,
  hidden: false,
  status: "reachable",
  created_at: "2026-01-01T00:00:00Z",
};

const untreated: Pick<Profile, "match" | "tls" | "translate_bodies" | "endpoints" | "allowed_paths"> = {
  match: [],
  tls: "automatic",
  translate_bodies: true,
  endpoints: [],
  allowed_paths: [],
};
/** In the server's order: the team's own, then those shipped. */
export const profiles = {
  gate: {
    ...untreated,
    id: "own-1",
    name: "Gate controller",
    maker: "Example",
    models: "GC-1",
    notes: "Hangs at a third connection.",
    shipped: false,
    match: [{ title: "Gate *", server: "GoAhead*" }, { server: "Boa/0.9*" }],
    connections: 2,
    tls: "legacy",
    translate_bodies: false,
    endpoints: [
      { scheme: "http", port: 80 },
      { scheme: "https", port: 8443 },
    ],
    allowed_paths: ["/", "/status*"],
  },
  canon: {
    ...untreated,
    id: "canon-ir-adv",
    name: "Canon imageRUNNER",
    shipped: true,
    match: [{ title: "Remote UI*" }],
    endpoints: [
      { scheme: "http", port: 8000 },
      { scheme: "https", port: 8443 },
    ],
  },
  plain: { ...untreated, id: "plain", name: "Plain: no profile", shipped: true },
} satisfies Record<string, Profile>;

export const session: Session = {
  id: "s1",
  kind: "webpage",
  device: "d1",
  device_name: "Front desk printer",
  install: "i1",
  install_name: "Warehouse",
  technician: "t1",
  technician_name: "Marina",
  endpoint: "p1",
  port: 80,
  job: "j1",
  state: "requested",
  read_only: false,
  created_at: "2026-01-01T10:00:00Z",
};

export const job: Job = {
  id: "j1",
  kind: "open_device_webpage",
  state: "queued",
  install: "i1",
  device: "d1",
  session: "s1",
  technician: "t1",
  created_at: "2026-01-01T10:00:00Z",
  steps: [{ name: "queued", at_ms: 0 }],
};

export const failure: Failure = {
  hop: "device",
  code: "device_unreachable",
  detail: "192.168.1.20 port 80 did not answer.",
  remedy: "See that it is switched on.",
};

export const roles: Role[] = [
  { id: "own-role", name: "Our own", purpose: "devices", permissions: ["device_webpage.open"], system: false, version: 1 },
  { id: "full-device-access", name: "Full device access", purpose: "devices", permissions: [], system: true, version: 1 },
  { id: "only-device-connection", name: "Only device connection", purpose: "devices", permissions: [], system: true, version: 1 },
  { id: "auditor", name: "Auditor", purpose: "administration", permissions: ["audit_log.view"], system: true, version: 1 },
];

export const accessRight: AccessRight = {
  id: "r1",
  holder: { kind: "technician", id: "t2", name: "Jonas" },
  scope: { kind: "entity", id: "e1", name: "Northwind" },
  role: "full-device-access",
  role_name: "Full device access",
  temporary: false,
  active: true,
  created_at: "2026-01-01T10:00:00Z",
  version: 1,
};
