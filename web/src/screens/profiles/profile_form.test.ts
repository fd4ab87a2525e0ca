// SPDX-License-Identifier: Apache-2.0
import i18next from "i18next";
import { describe, expect, test } from "vitest";
import { newEndpoint } from "@/lib/endpoints";
import { profiles } from "@/test/samples";
import { check, copyOf, emptyValues, isSame, newMatch, toDocument, valuesOf } from "./profile_form";

const t = i18next.t;
const named = { ...emptyValues(), name: "A" };

describe("the document of the profile dialog", () => {
  test("is the one that was read, when nothing is changed", () => {
    for (const profile of Object.values(profiles)) {
      const { id, shipped, ...document } = profile;
      expect(toDocument(valuesOf(profile)), `${id} ${shipped}`).toEqual(document);
      expect(isSame(profile, valuesOf(profile)), id).toBe(true);
    }
  });

  test("holds no text that is empty, and no number of connections that is to be learned", () => {
    expect(toDocument({ ...named, name: " A ", maker: " ", match: [newMatch(" ", " Boa/* ")], allowed_paths: "\n /a \n\n*.css\n" })).toEqual({
      name: "A",
      match: [{ server: "Boa/*" }],
      tls: "automatic",
      translate_bodies: true,
      endpoints: [],
      allowed_paths: ["/a", "*.css"],
    });
  });

  test.each([
    ["name", { name: "Other" }],
    ["maker", { maker: "" }],
    ["match", { match: [newMatch("Gate *", "GoAhead*")] }],
    ["connections", { connections: "" as const }],
    ["tls", { tls: "modern" as const }],
    ["translate_bodies", { translate_bodies: true }],
    ["endpoints", { endpoints: [newEndpoint("http", 80)] }],
    ["allowed_paths", { allowed_paths: "/" }],
  ])("differs by %s", (_, change) => expect(isSame(profiles.gate, { ...valuesOf(profiles.gate), ...change })).toBe(false));

  test("of a copy is the same but for its name, which fits", () => {
    const { id: _id, shipped: _shipped, ...document } = profiles.canon;
    expect(toDocument(copyOf(t, profiles.canon))).toEqual({ ...document, name: "Copy of Canon imageRUNNER" });
    expect(copyOf(t, { ...profiles.canon, name: "x".repeat(200) }).name).toHaveLength(200);
  });
});

describe("the fields of the profile dialog", () => {
  test("of good values have no faults", () => {
    for (const profile of Object.values(profiles)) expect(check(t, valuesOf(profile)), profile.id).toEqual({});
    expect(check(t, { ...named, connections: 32, allowed_paths: Array.from({ length: 64 }, (_, n) => `/${n}`).join("\n") })).toEqual({});
  });

  test("say what is missing, from the top", () => {
    const faulty = { ...emptyValues(), match: [newMatch("*"), newMatch(" ")], connections: 33, endpoints: [newEndpoint("http", "")], allowed_paths: "status" };
    expect(Object.keys(check(t, faulty))).toEqual(["name", "match.1.title", "connections", "endpoints.0.port", "allowed_paths"]);
  });

  test.each([0, 33, 1.5, -1])("take %d for no number of connections", (connections) => {
    expect(check(t, { ...named, connections })).toEqual({ connections: "A whole number from 1 to 32, or nothing." });
  });

  test.each(["status", "?x", "/a?b", `/${"x".repeat(200)}`, `/${"é".repeat(200)}`])("take %j for no path, and name its line", (path) => {
    expect(check(t, { ...named, allowed_paths: `/\n\n${path}` }).allowed_paths).toMatch(/^Line 3: /);
  });

  test("count characters, as the server does", () => {
    expect(check(t, { ...named, allowed_paths: `/${"é".repeat(199)}` }).allowed_paths).toBeUndefined();
  });

  test("take no more than 64 paths", () => {
    expect(check(t, { ...named, allowed_paths: "/\n".repeat(65) })).toEqual({ allowed_paths: "Give at most 64 paths." });
  });
});
