// SPDX-License-Identifier: Apache-2.0
import type { Failure, Install, Job, Me, Session } from "@/api/types";

export const me: Me = {
  technician: { id: "t1", email: "marina@example.com", name: "Marina", owner: true, status: "active", created_at: "2026-01-01T00:00:00Z" },
  team: { id: "team", name: "Northwind", session_minutes: 30, root_entity: "e1" },
  csrf_token: "token-of-me",
  permissions: ["device_webpage.open", "devices.manage"],
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
