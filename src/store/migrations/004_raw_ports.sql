-- SPDX-License-Identifier: Apache-2.0
-- raw_ports, ports: numbers joined by commas. client_keys: `hash sign-in id`, joined by commas. A session from before has no ports beside
-- its own endpoint's and those that browsers open.
ALTER TABLE devices ADD COLUMN raw_ports TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT 'webpage';
ALTER TABLE sessions ADD COLUMN ports TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN client_keys TEXT NOT NULL DEFAULT '';
