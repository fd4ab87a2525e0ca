// SPDX-License-Identifier: Apache-2.0
// The API's nouns under short names.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type AccessRight = Schemas["AccessRight"];
export type Device = Schemas["Device"];
export type DeviceChange = Schemas["DeviceChange"];
export type DeviceNew = Schemas["DeviceNew"];
export type Endpoint = Schemas["Endpoint"];
export type EndpointNew = Schemas["EndpointNew"];
export type Enrolment = Schemas["Enrolment"];
export type Entity = Schemas["Entity"];
export type Failure = Schemas["Failure"];
export type Install = Schemas["Install"];
export type Job = Schemas["Job"];
export type Me = Schemas["Me"];
export type ProfileNew = Schemas["ProfileNew"];
export type Role = Schemas["Role"];
export type SeenSession = Schemas["SeenSession"];
export type Technician = Schemas["Technician"];
export type Treatment = Schemas["Treatment"];

/** A profile as the server tells it: with every part of its treatment, which openapi.yaml says in a way that the type generator passes over. */
export type Profile = Schemas["Profile"] & Treatment & { match: Schemas["ProfileFingerprint"][] };

/** A session as the server tells it, and when it ends on this page's monotonic clock (ms), which no clock change moves. */
export type Session = Schemas["Session"] & { ends_at_ms?: number };

export interface Page<T> {
  items: T[];
  next_cursor?: string;
}

/** Turns "seconds left, now" into a moment, at once when it arrives. */
export function stampSession(session: Schemas["Session"]): Session {
  if (session.state !== "active" || session.remaining_s === undefined) return session;
  return { ...session, ends_at_ms: performance.now() + session.remaining_s * 1000 };
}
