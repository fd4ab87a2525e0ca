-- SPDX-License-Identifier: Apache-2.0
-- Mails that wait to be sent, and what became of those that don't any more. plain, html: rendered; empty once a mail was sent or given up, because links
-- that open something stand in them. A mail to who has no team yet (a registration to be confirmed) is the server's own: team_id NULL.
CREATE TABLE mail_outbox (
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
CREATE INDEX mail_outbox_by_team ON mail_outbox (team_id, created_ms);
CREATE INDEX mail_outbox_waiting ON mail_outbox (next_try_ms, id) WHERE finished_ms IS NULL;
CREATE INDEX mail_outbox_finished ON mail_outbox (finished_ms) WHERE finished_ms IS NOT NULL;
