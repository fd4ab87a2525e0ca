// SPDX-License-Identifier: Apache-2.0
// The values of the profile dialog, what makes them valid, and the document that they stand for. No React.
import type { TFunction } from "i18next";
import type { Profile, ProfileNew } from "@/api/types";
import { checkEndpoints, type EndpointRow, endpointsOf, rowsOf } from "@/lib/endpoints";

/** openapi.yaml: the bounds of a profile. */
export const kMostPatterns = 16;
export const kMostConnections = 32;
const kMostPaths = 64;
const kMostPathLength = 200;
export const kNameMost = 200;

export const kTlsModes = ["automatic", "modern", "legacy"] as const;

export interface MatchRow {
  key: string;
  title: string;
  server: string;
}

export interface ProfileValues {
  name: string;
  maker: string;
  models: string;
  notes: string;
  match: MatchRow[];
  /** "" stands for learned. */
  connections: number | "";
  tls: Profile["tls"];
  translate_bodies: boolean;
  endpoints: EndpointRow[];
  /** One a line. */
  allowed_paths: string;
}

let next_key = 0;
export function newMatch(title = "", server = ""): MatchRow {
  next_key += 1;
  return { key: `match-${next_key}`, title, server };
}

export function emptyValues(): ProfileValues {
  const empty = { name: "", maker: "", models: "", notes: "", connections: "" as const, allowed_paths: "" };
  return { ...empty, match: [], tls: "automatic", translate_bodies: true, endpoints: [] };
}

export function valuesOf(profile: Profile): ProfileValues {
  return {
    name: profile.name,
    maker: profile.maker ?? "",
    models: profile.models ?? "",
    notes: profile.notes ?? "",
    match: profile.match.map(({ title, server }) => newMatch(title, server)),
    connections: profile.connections ?? "",
    tls: profile.tls,
    translate_bodies: profile.translate_bodies,
    endpoints: rowsOf(profile.endpoints),
    allowed_paths: profile.allowed_paths.join("\n"),
  };
}

/** A new profile that is like `profile`, a shipped one or one of the team's own. */
export function copyOf(t: TFunction, profile: Profile): ProfileValues {
  return { ...valuesOf(profile), name: t("profiles.copy_of", { name: profile.name }).slice(0, kNameMost) };
}

const linesOf = (text: string) => text.split("\n").map((line) => line.trim());
const pathsOf = (text: string) => linesOf(text).filter(Boolean);
const isPath = (path: string) => /^[/*][^?]*$/.test(path) && [...path].length <= kMostPathLength;

/** The field at fault and why, keyed and ordered as the form's fields are. */
export function check(t: TFunction, values: ProfileValues): Record<string, string> {
  const errors: Record<string, string> = {};
  if (!values.name.trim()) errors.name = t("profile_form.need_name");
  values.match.forEach(({ title, server }, index) => {
    if (!title.trim() && !server.trim()) errors[`match.${index}.title`] = t("profile_form.need_match");
  });
  const { connections } = values;
  if (connections !== "" && !(Number.isInteger(connections) && connections >= 1 && connections <= kMostConnections)) {
    errors.connections = t("profile_form.need_connections");
  }
  for (const [field, error] of Object.entries(checkEndpoints(values.endpoints))) errors[field] = t(`device_form.${error}`);
  const line = linesOf(values.allowed_paths).findIndex((path) => path !== "" && !isPath(path));
  if (line >= 0) errors.allowed_paths = t("profile_form.bad_path", { line: line + 1 });
  else if (pathsOf(values.allowed_paths).length > kMostPaths) errors.allowed_paths = t("profile_form.many_paths");
  return errors;
}

const given = <Key extends string>(key: Key, text: string): { [key in Key]?: string } =>
  text.trim() ? ({ [key]: text.trim() } as { [key in Key]: string }) : {};

export function toDocument(values: ProfileValues): ProfileNew {
  return {
    name: values.name.trim(),
    ...given("maker", values.maker),
    ...given("models", values.models),
    ...given("notes", values.notes),
    match: values.match.map(({ title, server }) => ({ ...given("title", title), ...given("server", server) })),
    ...(values.connections === "" ? {} : { connections: values.connections }),
    tls: values.tls,
    translate_bodies: values.translate_bodies,
    endpoints: endpointsOf(values.endpoints),
    allowed_paths: pathsOf(values.allowed_paths),
  };
}

/** Whether saving would change nothing. */
export function isSame(profile: Profile, values: ProfileValues): boolean {
  return JSON.stringify(toDocument(valuesOf(profile))) === JSON.stringify(toDocument(values));
}
