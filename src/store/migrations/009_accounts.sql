-- SPDX-License-Identifier: Apache-2.0
-- Accounts of technicians. *_hash: hash_of_secret(). deadline: model::Deadline as store/texts.h writes it. name stays what is shown: first and last name.
-- language, time_zone, phone, comment: empty when not given.
ALTER TABLE technicians ADD COLUMN first_name TEXT NOT NULL DEFAULT '';
ALTER TABLE technicians ADD COLUMN last_name TEXT NOT NULL DEFAULT '';
ALTER TABLE technicians ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE technicians ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE technicians ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
ALTER TABLE technicians ADD COLUMN comment TEXT NOT NULL DEFAULT '';
UPDATE technicians SET first_name = CASE WHEN instr(name, ' ') > 0 THEN substr(name, 1, instr(name, ' ') - 1) ELSE name END,
  last_name = CASE WHEN instr(name, ' ') > 0 THEN ltrim(substr(name, instr(name, ' ') + 1)) ELSE '' END;

-- One living link each: sending again replaces it.
CREATE TABLE invitations (
  technician_id TEXT PRIMARY KEY NOT NULL REFERENCES technicians (id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL UNIQUE,
  inviter_name TEXT NOT NULL,
  sent_ms BIGINT NOT NULL,
  deadline TEXT NOT NULL
);
CREATE TABLE password_resets (
  technician_id TEXT PRIMARY KEY NOT NULL REFERENCES technicians (id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL UNIQUE,
  deadline TEXT NOT NULL
);
-- Accounts with teams of their own that nobody has confirmed yet.
CREATE TABLE registrations (
  email TEXT PRIMARY KEY NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  team_name TEXT NOT NULL,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  language TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  deadline TEXT NOT NULL
);

-- sealed_secret: base::Seal, with a key that is not in the database. last_step: the newest time step whose code was used.
CREATE TABLE two_factors (
  technician_id TEXT PRIMARY KEY NOT NULL REFERENCES technicians (id) ON DELETE CASCADE,
  sealed_secret TEXT NOT NULL,
  confirmed INTEGER NOT NULL,
  last_step BIGINT NOT NULL
);
CREATE TABLE recovery_codes (
  technician_id TEXT NOT NULL REFERENCES two_factors (technician_id) ON DELETE CASCADE,
  code_hash TEXT NOT NULL,
  PRIMARY KEY (technician_id, code_hash)
);

-- What a sign-in is held by: a browser, a client, or an API token, which is a sign-in of its own with a narrower scope (permissions joined by commas).
ALTER TABLE sign_ins ADD COLUMN kind TEXT NOT NULL DEFAULT 'browser';
ALTER TABLE sign_ins ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_ins ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_ins ADD COLUMN used_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sign_ins ADD COLUMN expires_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sign_ins ADD COLUMN scope TEXT;

-- A mail to who has no team yet (a registration to be confirmed) is the server's own: team_id NULL.
CREATE TABLE mail_outbox_new (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT REFERENCES teams (id),
  recipient TEXT NOT NULL,
  language TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  plain TEXT NOT NULL,
  html TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_try_ms BIGINT NOT NULL,
  last_error TEXT NOT NULL,
  finished_ms BIGINT
);
INSERT INTO mail_outbox_new SELECT id, team_id, recipient, language, kind, subject, plain, html, created_ms, state, attempts, next_try_ms, last_error, finished_ms FROM mail_outbox;
DROP TABLE mail_outbox;
ALTER TABLE mail_outbox_new RENAME TO mail_outbox;
CREATE INDEX mail_outbox_by_team ON mail_outbox (team_id, created_ms);
CREATE INDEX mail_outbox_waiting ON mail_outbox (next_try_ms, id) WHERE finished_ms IS NULL;
CREATE INDEX mail_outbox_finished ON mail_outbox (finished_ms) WHERE finished_ms IS NOT NULL;
