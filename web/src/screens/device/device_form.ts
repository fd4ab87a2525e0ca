// SPDX-License-Identifier: Apache-2.0
// The values of the device dialog, what makes them valid, and what of them changed. No React.
import type { Device, DeviceChange, DeviceNew, EndpointNew, Profile } from "@/api/types";
import { isAddress } from "@/lib/address";
import { checkEndpoints, type EndpointRow, endpointsOf, newEndpoint, rowsOf, sameEndpoints } from "@/lib/endpoints";

export interface DeviceValues {
  install: string | null;
  name: string;
  address: string;
  /** "" stands for the install's entity. */
  entity: string;
  /** As typed: numbers with commas or spaces between them. */
  raw_ports: string;
  endpoints: EndpointRow[];
  /** Of a profile, or kAutomatic. */
  profile: string;
  body_translation: Device["body_translation"];
}

export type FieldError = "need_name" | "need_install" | "need_address" | "need_port" | "need_ports" | "twice";

/** openapi.yaml: the choice of no particular profile. */
export const kAutomatic = "automatic";
export const kTranslations = ["as_profile", "on", "off"] as const;

export function emptyValues(install?: string): DeviceValues {
  return { install: install ?? null, name: "", address: "", entity: "", raw_ports: "", endpoints: [newEndpoint()], profile: kAutomatic, body_translation: "as_profile" };
}

export function valuesOf(device: Device): DeviceValues {
  return {
    install: device.install ?? null,
    name: device.name,
    address: device.address,
    entity: device.entity,
    raw_ports: device.raw_ports.join(", "),
    endpoints: rowsOf(device.endpoints),
    profile: chosenProfile(device),
    body_translation: device.body_translation,
  };
}

function chosenProfile({ profile }: Device): string {
  return profile?.chosen ? profile.id : kAutomatic;
}

/** What a new device is offered: the endpoints that its profile names, else plain http. */
function usualEndpoints(profile: Profile | undefined): EndpointNew[] {
  return profile && profile.endpoints.length > 0 ? profile.endpoints : endpointsOf([newEndpoint()]);
}

/** The rows of a new device when another profile is chosen for it; undefined when they are somebody's own and stay. */
export function rowsForProfile(rows: EndpointRow[], before: Profile | undefined, after: Profile | undefined): EndpointRow[] | undefined {
  return sameEndpoints(endpointsOf(rows), usualEndpoints(before)) ? rowsOf(usualEndpoints(after)) : undefined;
}

/** openapi.yaml: a device has at most this many raw ports. */
const kMostRawPorts = 16;

/** In order, each once; undefined for text that is no list of ports. */
function portsOf(text: string): number[] | undefined {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const ports = [...new Set(parts.map(Number))].sort((a, b) => a - b);
  const good = parts.every((part) => /^\d{1,5}$/.test(part)) && ports.every((port) => port >= 1 && port <= 65535);
  return good && ports.length <= kMostRawPorts ? ports : undefined;
}

/** The field at fault and why, keyed as the form's fields are. */
export function check(values: DeviceValues): Record<string, FieldError> {
  const errors: Record<string, FieldError> = {};
  if (!values.install) errors.install = "need_install";
  if (!values.name.trim()) errors.name = "need_name";
  if (!isAddress(values.address.trim())) errors.address = "need_address";
  if (!portsOf(values.raw_ports)) errors.raw_ports = "need_ports";
  return { ...errors, ...checkEndpoints(values.endpoints) };
}

export function toNew(values: DeviceValues): DeviceNew {
  return {
    name: values.name.trim(),
    install: values.install ?? "",
    address: values.address.trim(),
    endpoints: endpointsOf(values.endpoints),
    raw_ports: portsOf(values.raw_ports) ?? [],
    ...(values.entity ? { entity: values.entity } : {}),
    ...(values.profile === kAutomatic ? {} : { profile: values.profile }),
    ...(values.body_translation === "as_profile" ? {} : { body_translation: values.body_translation }),
  };
}

/** Only what differs: sending an unchanged address or page would end the device's sessions for nothing. */
export function toChange(device: Device, values: DeviceValues): DeviceChange {
  const change: DeviceChange = {};
  const { name, address, raw_ports } = toNew(values);
  if (name !== device.name) change.name = name;
  if (address !== device.address) change.address = address;
  if (values.install && values.install !== device.install) change.install = values.install;
  if (values.entity && values.entity !== device.entity) change.entity = values.entity;
  const endpoints = endpointsOf(values.endpoints);
  if (!sameEndpoints(endpoints, device.endpoints)) change.endpoints = endpoints;
  if (JSON.stringify(device.raw_ports) !== JSON.stringify(raw_ports)) change.raw_ports = raw_ports;
  if (values.profile !== chosenProfile(device)) change.profile = values.profile;
  if (values.body_translation !== device.body_translation) change.body_translation = values.body_translation;
  return change;
}
