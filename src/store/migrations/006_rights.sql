-- SPDX-License-Identifier: Apache-2.0
-- Who may do what. permissions: names joined by commas (model/permission.h). hours: model::WeeklyHours as store/texts.h writes it. home_entity_id: NULL is the
-- root. version counts changes. The members that were there before may do what they could: their rights are written out at the end.
ALTER TABLE teams ADD COLUMN technician_limit INTEGER;
ALTER TABLE teams ADD COLUMN strict_installs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE teams ADD COLUMN group_rights_for_new INTEGER NOT NULL DEFAULT 1;
ALTER TABLE teams ADD COLUMN temporary_days INTEGER NOT NULL DEFAULT 30;
ALTER TABLE teams ADD COLUMN temporary_needs_reason INTEGER NOT NULL DEFAULT 0;

ALTER TABLE technicians ADD COLUMN state TEXT NOT NULL DEFAULT 'activated';
ALTER TABLE technicians ADD COLUMN home_entity_id TEXT REFERENCES entities (id);
ALTER TABLE technicians ADD COLUMN firmware_everywhere INTEGER NOT NULL DEFAULT 0;
ALTER TABLE technicians ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX technicians_by_home ON technicians (home_entity_id) WHERE home_entity_id IS NOT NULL;

CREATE TABLE departments (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  name TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX departments_by_name ON departments (team_id, sort_name);

CREATE TABLE department_technicians (
  department_id TEXT NOT NULL REFERENCES departments (id) ON DELETE CASCADE,
  technician_id TEXT NOT NULL REFERENCES technicians (id) ON DELETE CASCADE,
  PRIMARY KEY (department_id, technician_id)
);
CREATE INDEX department_technicians_by_technician ON department_technicians (technician_id, department_id);

CREATE TABLE roles (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  name TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  permissions TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX roles_by_name ON roles (team_id, sort_name);

CREATE TABLE access_rights (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  holder_kind TEXT NOT NULL,
  holder_id TEXT NOT NULL,
  scope_kind TEXT NOT NULL,
  scope_id TEXT NOT NULL,
  role_id TEXT NOT NULL,
  from_ms BIGINT,
  to_ms BIGINT,
  hours TEXT NOT NULL,
  temporary INTEGER NOT NULL,
  reason TEXT NOT NULL,
  given_by TEXT NOT NULL,
  given_by_name TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX access_rights_by_holder ON access_rights (team_id, holder_kind, holder_id, created_ms, id);
CREATE INDEX access_rights_by_scope ON access_rights (team_id, scope_kind, scope_id, created_ms, id);
CREATE INDEX access_rights_by_role ON access_rights (team_id, role_id);
CREATE INDEX access_rights_by_time ON access_rights (team_id, created_ms, id);

CREATE TABLE device_groups (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  name TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  join_name TEXT NOT NULL,
  join_entity_id TEXT REFERENCES entities (id) ON DELETE SET NULL,
  created_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX device_groups_by_name ON device_groups (team_id, sort_name);

CREATE TABLE device_group_devices (
  group_id TEXT NOT NULL REFERENCES device_groups (id) ON DELETE CASCADE,
  device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
  PRIMARY KEY (group_id, device_id)
);
CREATE INDEX device_group_devices_by_device ON device_group_devices (device_id, group_id);

-- The installs that track a device beside the one it is reached by first.
CREATE TABLE device_installs (
  device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
  install_id TEXT NOT NULL REFERENCES installs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (device_id, install_id)
);
CREATE INDEX device_installs_by_install ON device_installs (install_id);
CREATE INDEX device_installs_by_position ON device_installs (device_id, position);

ALTER TABLE entities ADD COLUMN remote_access TEXT NOT NULL DEFAULT 'inherited';
ALTER TABLE installs ADD COLUMN remote_access INTEGER NOT NULL DEFAULT 1;
ALTER TABLE devices ADD COLUMN remote_access INTEGER NOT NULL DEFAULT 1;
ALTER TABLE devices ADD COLUMN group_rights INTEGER NOT NULL DEFAULT 1;
ALTER TABLE devices ADD COLUMN hidden_for TEXT;
ALTER TABLE sessions ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0;

INSERT INTO roles (id, team_id, name, sort_name, purpose, permissions, version)
  SELECT lower(hex(randomblob(16))), t.id, 'Members', 'members', 'devices', 'device_webpage.open,device_ports.open', 0 FROM teams t
  WHERE EXISTS (SELECT 1 FROM technicians m WHERE m.team_id = t.id AND m.is_owner = 0);
INSERT INTO access_rights (id, team_id, holder_kind, holder_id, scope_kind, scope_id, role_id, hours, temporary, reason, given_by, given_by_name, created_ms, version)
  SELECT lower(hex(randomblob(16))), m.team_id, 'technician', m.id, 'entity', t.root_entity_id, r.id, '', 0, '', '', '', m.created_ms, 0
  FROM technicians m JOIN teams t ON t.id = m.team_id JOIN roles r ON r.team_id = t.id WHERE m.is_owner = 0;
