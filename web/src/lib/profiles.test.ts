// SPDX-License-Identifier: Apache-2.0
import i18next from "i18next";
import { describe, expect, test } from "vitest";
import type { Device, Endpoint, Profile } from "@/api/types";
import { device, profiles } from "@/test/samples";
import { fittingProfile, glob, summary } from "./profiles";

describe("a pattern", () => {
  test.each([
    ["", "", true],
    ["*", "", true],
    ["*", "anything", true],
    ["Gate", "gate", true],
    ["Gate", "Gate 7", false],
    ["Gate*", "GATE 7", true],
    ["*7", "Gate 7", true],
    ["*7", "Gate 70", false],
    ["*RomPager/4*", "Allegro-Software-RomPager/4.07 UPnP/1.0", true],
    ["a*b*c", "aXbXbXc", true],
    ["a*b*c", "aXbXbX", false],
    ["a.c", "abc", false],
    ["(x", "(x", true],
    ["É*", "éa", false],
  ])("%j on %j: %s", (pattern, text, fits) => expect(glob(pattern, text)).toBe(fits));

  test("of many stars ends, whatever a device calls itself", () => expect(glob(`${"*a".repeat(90)}b`, "a".repeat(10_000))).toBe(false));
});

describe("the profile that would fit by itself", () => {
  const list: Profile[] = Object.values(profiles);
  const shows = (...checks: Endpoint["check"][]): Device => ({
    ...device,
    endpoints: checks.map((check, index) => ({ id: `p${index}`, scheme: "http", port: 80 + index, check })),
  });

  test("needs both title and server where both are given, on one page", () => {
    expect(fittingProfile(list, shows({ reachable: true, title: "Gate 7", server: "GoAhead-Webs" }))?.id).toBe("own-1");
    expect(fittingProfile(list, shows({ reachable: true, title: "Gate 7" }))).toBeUndefined();
    expect(fittingProfile(list, shows({ reachable: true, title: "Gate 7" }, { reachable: true, server: "GoAhead" }))).toBeUndefined();
  });

  test("is the first in the server's order, by any page", () => {
    const both = shows({ reachable: true, title: "Remote UI: Portal" }, { reachable: true, server: "Boa/0.94" });
    expect(fittingProfile(list, both)?.id).toBe("own-1");
    expect(fittingProfile(list.slice(1), both)?.id).toBe("canon-ir-adv");
  });

  test("goes by no page that was not seen, and a profile without patterns fits none", () => {
    expect(fittingProfile([{ ...profiles.plain, match: [{ title: "*" }] }], shows(undefined, { reachable: false }))).toBeUndefined();
    expect(fittingProfile([profiles.plain], shows({ reachable: true }))).toBeUndefined();
  });
});

test("what a profile sets is said in a line, and only what differs from none", () => {
  expect(summary(i18next.t, profiles.plain)).toBe("Nothing: all at its defaults");
  expect(summary(i18next.t, profiles.gate)).toBe(
    "2 connections at once · old TLS at once · texts untranslated · pages http 80, https 8443 · only 2 paths allowed",
  );
  expect(summary(i18next.t, { ...profiles.plain, connections: 1, tls: "modern" })).toBe("1 connection at once · modern TLS only");
});
