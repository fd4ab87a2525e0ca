-- SPDX-License-Identifier: Apache-2.0
-- document: the profile as JSON (model/profile_json.h). profile_id: the profile that was chosen for the device, a team's or a shipped one; NULL: the one that fits.
-- translate_bodies: the device's own, NULL as its profile says. treatment: of the session's device when it was opened, as JSON; NULL for sessions from before.
CREATE TABLE profiles (
  id TEXT PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  sort_name TEXT NOT NULL,
  document TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX profiles_by_name ON profiles (team_id, sort_name, id);
ALTER TABLE devices ADD COLUMN profile_id TEXT;
CREATE INDEX devices_by_profile ON devices (team_id, profile_id) WHERE profile_id IS NOT NULL;
ALTER TABLE devices ADD COLUMN translate_bodies INTEGER;
ALTER TABLE sessions ADD COLUMN treatment TEXT;
