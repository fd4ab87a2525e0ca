-- SPDX-License-Identifier: Apache-2.0
-- The first schema. Statements end with a semicolon at the end of a line. Text compares by bytes (on PostgreSQL: a database with LC_COLLATE 'C').
-- *_ms: milliseconds since the Unix epoch. deadline, *_deadline: model::Deadline as store/deadline_text.h writes it.
-- sort_name: the name in lower case. search_text: what a search looks in, in lower case.

CREATE TABLE teams (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  session_minutes INTEGER NOT NULL CHECK (session_minutes BETWEEN 1 AND 480),
  root_entity_id TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);

CREATE TABLE technicians (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  search_text TEXT NOT NULL,
  is_owner INTEGER NOT NULL,
  status TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX technicians_by_name ON technicians (team_id, sort_name, id);

CREATE TABLE sign_ins (
  id TEXT PRIMARY KEY NOT NULL,
  technician_id TEXT NOT NULL REFERENCES technicians (id) ON DELETE CASCADE,
  secret_hash TEXT NOT NULL UNIQUE,
  created_ms BIGINT NOT NULL,
  idle_deadline TEXT NOT NULL,
  absolute_deadline TEXT NOT NULL
);
CREATE INDEX sign_ins_by_technician ON sign_ins (technician_id, created_ms, id);

CREATE TABLE entities (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  parent_id TEXT REFERENCES entities (id),
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  sort_path TEXT NOT NULL,
  lineage TEXT NOT NULL
);
CREATE INDEX entities_by_path ON entities (team_id, sort_path, id);
CREATE INDEX entities_by_lineage ON entities (team_id, lineage);
CREATE INDEX entities_by_parent ON entities (parent_id);

CREATE TABLE installs (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  entity_id TEXT NOT NULL REFERENCES entities (id),
  name TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  search_text TEXT NOT NULL,
  public_key TEXT,
  duplicate_key INTEGER NOT NULL,
  agent_version TEXT NOT NULL,
  hostname TEXT NOT NULL,
  os TEXT NOT NULL,
  remote_address TEXT NOT NULL,
  last_seen_ms BIGINT,
  created_ms BIGINT NOT NULL,
  token_hash TEXT UNIQUE,
  token_used INTEGER NOT NULL,
  token_deadline TEXT
);
CREATE INDEX installs_by_name ON installs (team_id, sort_name, id);
CREATE INDEX installs_by_entity ON installs (entity_id);

CREATE TABLE devices (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  entity_id TEXT NOT NULL REFERENCES entities (id),
  install_id TEXT REFERENCES installs (id) ON DELETE SET NULL,
  name TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  search_text TEXT NOT NULL,
  address TEXT NOT NULL,
  mac TEXT,
  seen_mac TEXT,
  status TEXT NOT NULL,
  status_detail TEXT NOT NULL,
  checked_ms BIGINT,
  created_ms BIGINT NOT NULL
);
CREATE INDEX devices_by_name ON devices (team_id, sort_name, id);
CREATE INDEX devices_by_install ON devices (install_id, sort_name, id);
CREATE INDEX devices_by_entity ON devices (entity_id);

CREATE TABLE endpoints (
  id TEXT PRIMARY KEY NOT NULL,
  device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  scheme TEXT NOT NULL,
  port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
  reachable INTEGER,
  http_status INTEGER,
  title TEXT,
  server TEXT,
  auth TEXT,
  tls TEXT,
  detail TEXT
);
CREATE INDEX endpoints_by_device ON endpoints (device_id, position);

-- Jobs and sessions keep ids and names of what may be gone later, so they reference only the team.
CREATE TABLE jobs (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  install_id TEXT NOT NULL,
  install_name TEXT NOT NULL,
  device_id TEXT NOT NULL,
  device_name TEXT NOT NULL,
  session_id TEXT,
  technician_id TEXT NOT NULL,
  technician_name TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  finished_ms BIGINT,
  failure_hop TEXT,
  failure_code TEXT,
  failure_detail TEXT,
  failure_remedy TEXT,
  steps TEXT NOT NULL
);
CREATE INDEX jobs_by_time ON jobs (team_id, created_ms, id);
CREATE INDEX jobs_by_technician ON jobs (team_id, technician_id, created_ms, id);
CREATE INDEX jobs_by_device ON jobs (team_id, device_id, created_ms, id);
CREATE INDEX jobs_by_install ON jobs (team_id, install_id, created_ms, id);
CREATE INDEX jobs_unfinished ON jobs (device_id) WHERE finished_ms IS NULL;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  device_id TEXT NOT NULL,
  device_name TEXT NOT NULL,
  install_id TEXT NOT NULL,
  install_name TEXT NOT NULL,
  technician_id TEXT NOT NULL,
  technician_name TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  job_id TEXT NOT NULL,
  state TEXT NOT NULL,
  closed_reason TEXT,
  failure_hop TEXT,
  failure_code TEXT,
  failure_detail TEXT,
  failure_remedy TEXT,
  label TEXT NOT NULL UNIQUE,
  created_ms BIGINT NOT NULL,
  active_ms BIGINT,
  closed_ms BIGINT,
  bytes_up BIGINT NOT NULL,
  bytes_down BIGINT NOT NULL,
  scheme TEXT NOT NULL,
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  deadline TEXT NOT NULL,
  limit_deadline TEXT NOT NULL,
  cookie_hashes TEXT NOT NULL
);
CREATE INDEX sessions_by_time ON sessions (team_id, created_ms, id);
CREATE INDEX sessions_by_technician ON sessions (team_id, technician_id, created_ms, id);
CREATE INDEX sessions_by_device ON sessions (team_id, device_id, created_ms, id);
CREATE INDEX sessions_live ON sessions (team_id, created_ms, id) WHERE closed_ms IS NULL;
CREATE INDEX sessions_closed ON sessions (closed_ms) WHERE closed_ms IS NOT NULL;
