// SPDX-License-Identifier: Apache-2.0
import type { Device, Failure, Install, Job, Me, Profile, Session } from "@/api/types";

export const me: Me = {
  technician: { id: "t1", email: "marina@example.com", name: "Marina", owner: true, status: "active", created_at: "2026-01-01T00:00:00Z" },
  team: { id: "team", name: "Northwind", session_minutes: 30, root_entity: "e1" },
  csrf_token: "token-of-me",
  permissions: ["devices.view", "device_webpage.open", "devices.manage"],
  server: { version: "1.0.0", url: "http://localhost:3000" },
};

export const install: Install = {
  id: "i1",
  name: "Warehouse",
  entity: "e1",
  entity_path: "Northwind",
  state: "enrolled",
  online: true,
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
