// SPDX-License-Identifier: Apache-2.0
// Roles and access rights of the stand-in server, and what one sees by them: as far as the console asks, and by no means a decision.
const kLook = ["team.view", "entities.view", "installs.view", "sessions.view", "sessions.use", "sessions.end", "jobs.view", "jobs.cancel", "access.explain"];
const kOpen = ["devices.view", "devices.check", "device_webpage.open", "device_webpage.change", "device_ports.open"];
const kManage = [
  ...["team.manage", "technicians.manage", "roles.view", "roles.manage", "access_rights.manage", "temporary_permissions.give", "audit_log.view"],
  ...["entities.manage", "installs.manage", "device_groups.manage", "devices.manage", "devices.delete", "remote_access.configure"],
];

const role = (id, name, purpose, permissions) => ({ id, name, purpose, permissions, system: true, version: 1 });
export const kRoles = [
  { ...role("role-1", "Field engineers", "devices", ["device_webpage.open"]), system: false },
  role("full-device-access", "Full device access", "devices", ["device_webpage.open", "device.modify", "device.delete"]),
  role("only-device-connection", "Only device connection", "devices", ["device_webpage.open", "device_ports.open"]),
  role("remote-technician-user", "Remote Technician User", "devices", ["device_webpage.open"]),
  role("remote-technician-configurer", "Remote Technician Configurer", "devices", ["device_webpage.open", "remote_access.configure"]),
  role("auditor", "Auditor", "administration", ["audit_log.view"]),
];

/** The names of GET /api/v1/me: everything for the owner, opening for who has any right, and else only what is one's own. */
export function permissionsOf(technician, rights) {
  if (technician.owner) return [...kLook, ...kOpen, ...kManage];
  return rights.some(({ holder }) => holder.id === technician.id) ? [...kLook, ...kOpen] : kLook;
}

export function rightOf(id, { holder, scope, role: role_id, ...term }, name_of) {
  const role_name = kRoles.find((item) => item.id === role_id).name;
  const named = { ...scope, name: name_of(scope) };
  return { id, holder, scope: named, role: role_id, role_name, temporary: false, active: true, created_at: new Date().toISOString(), version: 1, ...term };
}
