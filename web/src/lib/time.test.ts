// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { ago, bytes, clock, elapsed } from "./time";

describe("times", () => {
  test.each([
    [0, "0:00"],
    [-3, "0:00"],
    [0.2, "0:01"],
    [59, "0:59"],
    [60, "1:00"],
    [1799.4, "30:00"],
    [3600, "1:00:00"],
    [28_805, "8:00:05"],
  ])("%d s left is %s", (seconds, text) => expect(clock(seconds)).toBe(text));

  test.each([
    [3, "en", "3 ms"],
    [999, "en", "999 ms"],
    [1240, "en", "1.24 s"],
    [1240, "pt-BR", "1,24 s"],
    [12_340, "en", "12.3 s"],
    [125_000, "en", "2 min 5 s"],
  ])("%d ms in %s is %s", (ms, language, text) => expect(elapsed(ms, language)).toBe(text));

  test("says how long ago something was", () => {
    const now = Date.parse("2026-01-02T12:00:00Z");
    expect(ago("2026-01-02T11:59:40Z", now, "en")).toBe("now");
    expect(ago("2026-01-02T11:55:00Z", now, "en")).toBe("5 minutes ago");
    expect(ago("2026-01-02T09:00:00Z", now, "pt-BR")).toBe("há 3 horas");
    expect(ago("2026-01-01T12:00:00Z", now, "en")).toBe("yesterday");
  });

  test("says sizes as browsers do", () => {
    expect(bytes(0, "en")).toBe("0 byte");
    expect(bytes(48_210, "en")).toBe("48 kB");
    expect(bytes(2_381_004, "en")).toBe("2.4 MB");
  });
});
