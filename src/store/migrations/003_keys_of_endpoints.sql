-- SPDX-License-Identifier: Apache-2.0
-- The TLS of an endpoint as it was last seen (tls_*), and the key that it has to show again (known_*). The text that a check told before is dropped: the next one tells more.
ALTER TABLE endpoints DROP COLUMN tls;
ALTER TABLE endpoints ADD COLUMN tls_version TEXT;
ALTER TABLE endpoints ADD COLUMN tls_cipher TEXT;
ALTER TABLE endpoints ADD COLUMN tls_key TEXT;
ALTER TABLE endpoints ADD COLUMN tls_key_sha256 TEXT;
ALTER TABLE endpoints ADD COLUMN tls_weak INTEGER;
ALTER TABLE endpoints ADD COLUMN known_key_sha256 TEXT;
ALTER TABLE endpoints ADD COLUMN known_ms BIGINT;
ALTER TABLE endpoints ADD COLUMN known_accepted_by TEXT;
