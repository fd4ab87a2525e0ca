-- SPDX-License-Identifier: Apache-2.0
-- What customers see. *_hash: hash_of_secret(). deadline: model::Deadline as store/texts.h writes it. language, time_zone: empty when not given.
-- window_ms, window_mails: when the hour began in which mails to the contact are counted, and how many there were; held, held_ms: what was not mailed since
-- then one by one, and waits for a summary.
CREATE TABLE contacts (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  entity_id TEXT NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  language TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  notify INTEGER NOT NULL,
  added_by TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  unsubscribed_ms BIGINT,
  unsubscribe_hash TEXT NOT NULL UNIQUE,
  window_ms BIGINT NOT NULL DEFAULT 0,
  window_mails INTEGER NOT NULL DEFAULT 0,
  held INTEGER NOT NULL DEFAULT 0,
  held_ms BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX contacts_by_entity ON contacts (entity_id, email);
CREATE INDEX contacts_by_email ON contacts (team_id, email);
CREATE INDEX contacts_held ON contacts (window_ms) WHERE held > 0;

-- Links by which somebody without an account reads the sessions of an entity. contact_id: of the one that stands in this contact's mails.
CREATE TABLE journal_links (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  entity_id TEXT NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
  contact_id TEXT UNIQUE REFERENCES contacts (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  secret_hash TEXT NOT NULL UNIQUE,
  made_by TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  deadline TEXT NOT NULL,
  used_ms BIGINT
);
CREATE INDEX journal_links_by_entity ON journal_links (entity_id);

-- Where the device of a session stood when the session became active: what is shown to whom does not change when the device is moved or removed.
-- lineage: the ids of the entities from the root, as entities.lineage. site: the name of the device's own entity. identity: the MAC address, empty when unknown.
CREATE TABLE session_places (
  session_id TEXT PRIMARY KEY NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  team_id TEXT NOT NULL REFERENCES teams (id),
  lineage TEXT NOT NULL,
  site TEXT NOT NULL,
  identity TEXT NOT NULL,
  active_ms BIGINT NOT NULL
);
CREATE INDEX session_places_by_time ON session_places (team_id, active_ms);
INSERT INTO session_places (session_id, team_id, lineage, site, identity, active_ms)
  SELECT s.id, s.team_id, e.lineage, e.name, COALESCE(d.mac, ''), s.active_ms
  FROM sessions s JOIN devices d ON d.id = s.device_id JOIN entities e ON e.id = d.entity_id WHERE s.active_ms IS NOT NULL;

ALTER TABLE mail_outbox ADD COLUMN unsubscribe TEXT NOT NULL DEFAULT '';
