-- SPDX-License-Identifier: Apache-2.0
-- The HTTP access logs of sessions, in the order in which requests ended. path: without the query; query: whether there was one. kind, requests: model/request_log.h.
CREATE TABLE session_requests (
  id INTEGER PRIMARY KEY NOT NULL,
  team_id TEXT NOT NULL REFERENCES teams (id),
  session_id TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  kind TEXT NOT NULL,
  method TEXT NOT NULL,
  scheme TEXT NOT NULL,
  port INTEGER NOT NULL,
  path TEXT NOT NULL,
  query INTEGER NOT NULL,
  status INTEGER NOT NULL,
  from_device INTEGER NOT NULL,
  bytes_up BIGINT NOT NULL,
  bytes_down BIGINT NOT NULL,
  took_ms BIGINT NOT NULL,
  requests BIGINT NOT NULL
);
CREATE INDEX session_requests_by_session ON session_requests (session_id, id);
CREATE INDEX session_requests_by_time ON session_requests (at_ms);
