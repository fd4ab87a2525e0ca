// SPDX-License-Identifier: Apache-2.0
// The values of the device dialog, what makes them valid, and what of them changed. No React.
import type { Device, DeviceChange, DeviceNew } from "@/api/types";
import { isAddress } from "@/lib/address";

export interface DeviceValues {
  install: string | null;
  name: string;
  address: string;
  /** "" stands for the install's entity. */
  entity: string;
  /** As typed: numbers with commas or spaces between them. */
  raw_ports: string;
  endpoints: { key: string; scheme: "http" | "https"; port: number | "" }[];
}

export type FieldError = "need_name" | "need_install" | "need_address" | "need_port" | "need_ports" | "twice";

let next_key = 0;
export function newEndpoint(scheme: "http" | "https" = "http", port: number | "" = scheme === "http" ? 80 : 443) {
  next_key += 1;
  return { key: `endpoint-${next_key}`, scheme, port };
}

export function emptyValues(install?: string): DeviceValues {
  return { install: install ?? null, name: "", address: "", entity: "", raw_ports: "", endpoints: [newEndpoint()] };
}

export function valuesOf(device: Device): DeviceValues {
  return {
    install: device.install ?? null,
    name: device.name,
    address: device.address,
    entity: device.entity,
    raw_ports: device.raw_ports.join(", "),
    endpoints: device.endpoints.map(({ scheme, port }) => newEndpoint(scheme, port)),
  };
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
  const seen = new Set<string>();
  values.endpoints.forEach(({ scheme, port }, index) => {
    if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65535) errors[`endpoints.${index}.port`] = "need_port";
    else if (seen.has(`${scheme}:${port}`)) errors[`endpoints.${index}.port`] = "twice";
    seen.add(`${scheme}:${port}`);
  });
  return errors;
}

const endpointsOf = (values: DeviceValues) => values.endpoints.map(({ scheme, port }) => ({ scheme, port: Number(port) }));

export function toNew(values: DeviceValues): DeviceNew {
  return {
    name: values.name.trim(),
    install: values.install ?? "",
    address: values.address.trim(),
    endpoints: endpointsOf(values),
    raw_ports: portsOf(values.raw_ports) ?? [],
    ...(values.entity ? { entity: values.entity } : {}),
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
  const before = device.endpoints.map(({ scheme, port }) => ({ scheme, port }));
  if (JSON.stringify(before) !== JSON.stringify(endpointsOf(values))) change.endpoints = endpointsOf(values);
  if (JSON.stringify(device.raw_ports) !== JSON.stringify(raw_ports)) change.raw_ports = raw_ports;
  return change;
}
