// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import type { Device } from "@/api/types";
import { isAddress } from "@/lib/address";
import { endpointsOf, newEndpoint, rowsOf } from "@/lib/endpoints";
import { device as printer, profiles } from "@/test/samples";
import { check, emptyValues, kAutomatic, rowsForProfile, toChange, toNew, valuesOf } from "./device_form";

const device: Device = { ...printer, raw_ports: [22, 9100] };

describe("the device dialog", () => {
  test("says what is missing, at each field", () => {
    expect(check({ ...emptyValues(), endpoints: [newEndpoint("http", "")] })).toEqual({
      install: "need_install",
      name: "need_name",
      address: "need_address",
      "endpoints.0.port": "need_port",
    });
    expect(check(valuesOf(device))).toEqual({});
  });

  test.each(["ssh", "0", "65536", "22-25", "1.5", "-1", Array.from({ length: 17 }, (_, port) => port + 1).join()])("takes %j for no list of raw ports", (raw_ports) => {
    expect(check({ ...valuesOf(device), raw_ports })).toEqual({ raw_ports: "need_ports" });
  });

  test("sends raw ports in order and each once, and only when they differ", () => {
    expect(toChange(device, { ...valuesOf(device), raw_ports: "9100 22,22" })).toEqual({});
    expect(toChange(device, { ...valuesOf(device), raw_ports: "5900; 22" })).toEqual({ raw_ports: [22, 5900] });
    expect(toChange(device, { ...valuesOf(device), raw_ports: " " })).toEqual({ raw_ports: [] });
  });

  test("refuses the same page twice", () => {
    const values = { ...valuesOf(device), endpoints: [newEndpoint("http", 80), newEndpoint("https", 80), newEndpoint("http", 80)] };
    expect(check(values)).toEqual({ "endpoints.2.port": "twice" });
  });

  test("sends only what changed, since an address or page sent again ends sessions", () => {
    expect(toChange(device, valuesOf(device))).toEqual({});
    expect(toChange(device, { ...valuesOf(device), name: " Big printer " })).toEqual({ name: "Big printer" });
    expect(toChange(device, { ...valuesOf(device), endpoints: [newEndpoint("https", 8443)] })).toEqual({ endpoints: [{ scheme: "https", port: 8443 }] });
  });
});

describe("the profile of a device", () => {
  const chosen: Device = { ...device, profile: { id: "own-1", name: "Gate controller", shipped: false, chosen: true } };
  const recognised: Device = { ...device, profile: { id: "own-1", name: "Gate controller", shipped: false, chosen: false } };

  test("is sent when another one is chosen, and one that was recognised is no choice", () => {
    expect(toChange(chosen, valuesOf(chosen))).toEqual({});
    expect(toChange(recognised, valuesOf(recognised))).toEqual({});
    expect(toChange(recognised, { ...valuesOf(recognised), profile: "own-1" })).toEqual({ profile: "own-1" });
    expect(toChange(chosen, { ...valuesOf(chosen), profile: kAutomatic })).toEqual({ profile: "automatic" });
  });

  test("and the translation are sent for a new device only when they are no defaults", () => {
    expect(toNew(emptyValues("i1"))).not.toHaveProperty("profile");
    expect(toNew(emptyValues("i1"))).not.toHaveProperty("body_translation");
    expect(toNew({ ...emptyValues("i1"), profile: "plain", body_translation: "off" })).toMatchObject({ profile: "plain", body_translation: "off" });
  });

  test("leaves the translation to be changed by itself", () => {
    const never: Device = { ...device, body_translation: "off" };
    expect(toChange(never, valuesOf(never))).toEqual({});
    expect(toChange(never, { ...valuesOf(never), body_translation: "as_profile" })).toEqual({ body_translation: "as_profile" });
  });

  test("gives a new device its endpoints, until somebody has given others", () => {
    const { gate, canon, plain } = profiles;
    const first = emptyValues().endpoints;
    const offered = rowsForProfile(first, undefined, canon);
    expect(offered && endpointsOf(offered)).toEqual(canon.endpoints);
    const next = rowsForProfile(offered ?? [], canon, gate);
    expect(next && endpointsOf(next)).toEqual(gate.endpoints);
    const back = rowsForProfile(next ?? [], gate, plain);
    expect(back && endpointsOf(back)).toEqual([{ scheme: "http", port: 80 }]);
    expect(rowsForProfile([newEndpoint("http", 8080)], undefined, canon)).toBeUndefined();
    expect(rowsForProfile(rowsOf(canon.endpoints).slice(0, 1), canon, gate)).toBeUndefined();
  });
});

describe("an address", () => {
  test.each(["192.168.1.20", "0.0.0.0", "255.255.255.255", "fd00::1", "::1", "2001:db8::8a2e:370:7334", "::ffff:1.2.3.4"])("%s is one", (text) => {
    expect(isAddress(text)).toBe(true);
  });
  test.each(["", "printer.local", "192.168.1", "192.168.1.256", "192.168.01.1", "0x7f.1", "3232235777", "fe80::1%eth0", "[::1]", "1.2.3.4:80", "::g", ":::"])(
    "%j is none",
    (text) => expect(isAddress(text)).toBe(false),
  );
});
