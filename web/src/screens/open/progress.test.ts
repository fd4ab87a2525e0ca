// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { failure, job, session } from "@/test/samples";
import { hopsOf, phaseOf, stepsOf } from "./progress";

const withSteps = (...names: (typeof job.steps)[number]["name"][]) => ({ ...job, steps: names.map((name, index) => ({ name, at_ms: index * 10 })) });
const states = (steps: { state: string }[]) => steps.map(({ state }) => state);

describe("the phase of the opening tab", () => {
  test.each([
    [{ state: "requested" }, "opening"],
    [{ state: "connecting" }, "opening"],
    [{ state: "active" }, "going"],
    [{ state: "active", technician: "t2" }, "foreign"],
    [{ state: "requested", technician: "t2" }, "foreign"],
    [{ state: "closed", closed_reason: "failed" }, "failed"],
    [{ state: "closed", closed_reason: "failed", failure }, "failed"],
    [{ state: "closed", closed_reason: "expired" }, "ended"],
    [{ state: "closing", closed_reason: "ended_by_administrator" }, "ended"],
    [{ state: "closed", closed_reason: "install_lost" }, "ended"],
  ] as const)("%j is %s", (change, phase) => expect(phaseOf({ ...session, ...change }, "t1")).toBe(phase));
});

describe("the steps", () => {
  test("the first that has not happened is under way", () => {
    expect(states(stepsOf(undefined, "opening"))).toEqual(["working", "waiting", "waiting", "waiting"]);
    expect(states(stepsOf(withSteps("queued", "sent", "received"), "opening"))).toEqual(["done", "done", "working", "waiting"]);
  });

  test("carry the time since the job was made", () => {
    expect(stepsOf(withSteps("queued", "sent", "received"), "opening").map(({ at_ms }) => at_ms)).toEqual([10, 20, undefined, undefined]);
  });

  test("a failure stops at the first that has not happened", () => {
    expect(states(stepsOf(withSteps("queued", "sent", "received", "failed"), "failed"))).toEqual(["done", "done", "failed", "not_reached"]);
  });

  test("all are done once the page is ready, even when a change was missed", () => {
    expect(states(stepsOf(withSteps("queued", "sent"), "going"))).toEqual(["done", "done", "done", "done"]);
  });
});

describe("the three stations", () => {
  const hops = (steps: ReturnType<typeof withSteps>, hop?: "server" | "install" | "device") => {
    const phase = hop ? "failed" : "opening";
    return states(hopsOf(session, stepsOf(steps, phase), phase, hop && { ...failure, hop }));
  };
  test("light up one after the other", () => {
    expect(hops(withSteps("queued", "sent"))).toEqual(["ok", "working", "waiting"]);
    expect(hops(withSteps("queued", "sent", "received"))).toEqual(["ok", "ok", "working"]);
    expect(hops(withSteps("queued", "sent", "received", "reached", "identified", "connected"))).toEqual(["ok", "ok", "ok"]);
  });
  test.each([
    ["server", ["failed", "idle", "idle"]],
    ["install", ["ok", "failed", "idle"]],
    ["device", ["ok", "ok", "failed"]],
  ] as const)("name the %s when it failed", (hop, expected) => expect(hops(withSteps("queued"), hop)).toEqual(expected));
});
