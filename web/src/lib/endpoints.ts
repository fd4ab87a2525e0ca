// SPDX-License-Identifier: Apache-2.0
// Lists of endpoints (scheme and port) as forms hold them, and what is right for one. No React.
import type { EndpointNew } from "@/api/types";

/** openapi.yaml: a device or profile has at most this many. */
export const kMostEndpoints = 16;

export interface EndpointRow {
  key: string;
  scheme: "http" | "https";
  port: number | "";
}

let next_key = 0;
export function newEndpoint(scheme: "http" | "https" = "http", port: number | "" = scheme === "http" ? 80 : 443): EndpointRow {
  next_key += 1;
  return { key: `endpoint-${next_key}`, scheme, port };
}

export const rowsOf = (endpoints: readonly EndpointNew[]): EndpointRow[] => endpoints.map(({ scheme, port }) => newEndpoint(scheme, port));

export const endpointsOf = (rows: readonly EndpointRow[]): EndpointNew[] => rows.map(({ scheme, port }) => ({ scheme, port: Number(port) }));

/** The field at fault and why, keyed as the fields of a form that holds the rows as `endpoints`. */
export function checkEndpoints(rows: readonly EndpointRow[]): Record<string, "need_port" | "twice"> {
  const errors: Record<string, "need_port" | "twice"> = {};
  const seen = new Set<string>();
  rows.forEach(({ scheme, port }, index) => {
    if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65535) errors[`endpoints.${index}.port`] = "need_port";
    else if (seen.has(`${scheme}:${port}`)) errors[`endpoints.${index}.port`] = "twice";
    seen.add(`${scheme}:${port}`);
  });
  return errors;
}

const same = (a: EndpointNew, b: EndpointNew) => a.scheme === b.scheme && a.port === b.port;

export function sameEndpoints(a: readonly EndpointNew[], b: readonly EndpointNew[]): boolean {
  return a.length === b.length && a.every((endpoint, index) => b[index] !== undefined && same(endpoint, b[index]));
}

/** Those of `wanted` that are not among `present`. */
export function missingEndpoints(wanted: readonly EndpointNew[], present: readonly EndpointNew[]): EndpointNew[] {
  return wanted.filter((endpoint) => !present.some((other) => same(endpoint, other)));
}

/** "http 8000, https 8443" */
export const endpointText = (endpoints: readonly EndpointNew[]): string => endpoints.map(({ scheme, port }) => `${scheme} ${port}`).join(", ");
