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

-- What a sign-in is held by: a browser, a client, or an API token, which is a sign-in of its own with a narrower scope (permissions joined by commas),
-- which the sessions that it opens keep.
ALTER TABLE sign_ins ADD COLUMN kind TEXT NOT NULL DEFAULT 'browser';
ALTER TABLE sign_ins ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_ins ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_ins ADD COLUMN used_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sign_ins ADD COLUMN expires_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sign_ins ADD COLUMN scope TEXT;
ALTER TABLE sessions ADD COLUMN token_scope TEXT;
