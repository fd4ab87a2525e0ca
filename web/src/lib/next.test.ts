// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { isServerPath, safeNext } from "./next";

const kHere = "https://callout.example";

describe("the way back after signing in", () => {
  test.each([
    ["/devices", "/devices"],
    ["/devices?q=a%20b&entity=e1#top", "/devices?q=a%20b&entity=e1#top"],
    ["/open/s1", "/open/s1"],
    ["/authorize?host=x.example&state=1&challenge=c", "/authorize?host=x.example&state=1&challenge=c"],
    ["/a/../devices", "/devices"],
  ])("keeps %s", (next, path) => expect(safeNext(next, kHere)).toBe(path));

  test.each([
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "devices",
    " /devices",
    "",
    "/sign-in",
    "/sign-in?next=/sign-in",
    undefined,
    null,
    7,
    ["/devices"],
  ])("refuses %j", (next) => expect(safeNext(next, kHere)).toBe("/"));

  test("what it gives always stays on this origin", () => {
    for (const next of ["//a", "/\\a", "/%2f/a", "/%5ca", "/;//a", "/?//a", "/#//a", "/@a", "/a:80"]) {
      expect(new URL(safeNext(next, kHere), kHere).origin).toBe(kHere);
    }
  });

  test("only /authorize itself is left to the server", () => {
    expect(isServerPath("/authorize?host=x")).toBe(true);
    expect(isServerPath("/authorize")).toBe(true);
    expect(isServerPath("/authorized")).toBe(false);
    expect(isServerPath("/devices?next=/authorize")).toBe(false);
  });
});
