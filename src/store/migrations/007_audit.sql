-- SPDX-License-Identifier: Apache-2.0
-- The audit journal (docs/adr/0070). One row of audit_journals a team that has records: its newest record, where what is kept begins, and the signature over both.
-- hash: base64url of SHA-256. key: the public key that the signature is by. retention_days: NULL keeps for ever. Empty text stands for none.
CREATE TABLE audit_journals (
  id INTEGER PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL UNIQUE REFERENCES teams (id),
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL,
  kept_from BIGINT NOT NULL,
  kept_hash TEXT NOT NULL,
  retention_days INTEGER,
  key TEXT NOT NULL,
  signature TEXT NOT NULL,
  checkpoint_seq BIGINT NOT NULL,
  checkpoint_ms BIGINT NOT NULL
);

-- Ids and names of what may be gone later, so nothing is referenced but the journal. lineage: the entity and those above it, `/id/id/`. changes: JSON (model/audit.h).
CREATE TABLE audit_records (
  journal_id INTEGER NOT NULL REFERENCES audit_journals (id),
  seq BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  kind TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  address TEXT NOT NULL,
  via TEXT NOT NULL,
  outcome TEXT NOT NULL,
  technician_id TEXT NOT NULL,
  technician_name TEXT NOT NULL,
  device_id TEXT NOT NULL,
  device_name TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  entity_name TEXT NOT NULL,
  lineage TEXT NOT NULL,
  install_id TEXT NOT NULL,
  install_name TEXT NOT NULL,
  session_id TEXT NOT NULL,
  job_id TEXT NOT NULL,
  changes TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (journal_id, seq)
);
CREATE INDEX audit_records_by_time ON audit_records (journal_id, at_ms, seq);

-- What records are found by: their kind, the ids of technicians, device and install, and of the entity with those above it.
CREATE TABLE audit_keys (
  journal_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (journal_id, key, at_ms, seq)
) WITHOUT ROWID;

-- in_file: whether it stands in the file of checkpoints, too.
CREATE TABLE audit_checkpoints (
  journal_id INTEGER NOT NULL REFERENCES audit_journals (id),
  seq BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  hash TEXT NOT NULL,
  key TEXT NOT NULL,
  signature TEXT NOT NULL,
  in_file INTEGER NOT NULL,
  PRIMARY KEY (journal_id, seq)
);
CREATE INDEX audit_checkpoints_waiting ON audit_checkpoints (journal_id, seq) WHERE in_file = 0;

-- The last record that reached each target of forwarding.
CREATE TABLE audit_forwards (
  target TEXT NOT NULL,
  journal_id INTEGER NOT NULL REFERENCES audit_journals (id),
  seq BIGINT NOT NULL,
  PRIMARY KEY (target, journal_id)
);
