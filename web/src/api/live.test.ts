// SPDX-License-Identifier: Apache-2.0
import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeEventSource } from "@/test/fake_server";
import { device as printer, session } from "@/test/samples";
import { showAnswer } from "./cache";
import { type LiveState, startLive } from "./live";
import type { Device, Session } from "./types";

const device: Device = { ...printer, name: "Printer" };
const pages = <T>(...items: T[]) => ({ pages: [{ items }], pageParams: [undefined] });

let client: QueryClient;
let states: LiveState[];
let stop: () => void;
const stream = () => FakeEventSource.all.at(-1) as FakeEventSource;

beforeEach(() => {
  vi.useFakeTimers();
  FakeEventSource.all = [];
  vi.stubGlobal("EventSource", FakeEventSource);
  client = new QueryClient();
  states = [];
  stop = startLive(client, (state) => states.push(state));
});
afterEach(() => {
  stop();
  client.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const stale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;

describe("live changes", () => {
  test("reach the single thing and the lists that hold it", () => {
    client.setQueryData(["device", "d1"], device);
    client.setQueryData(["devices", {}], pages(device));
    stream().say("device", { ...device, status: "unreachable" });
    expect(client.getQueryData<Device>(["device", "d1"])?.status).toBe("unreachable");
    expect(client.getQueryData<ReturnType<typeof pages<Device>>>(["devices", {}])?.pages[0]?.items[0]?.status).toBe("unreachable");
    vi.advanceTimersByTime(400);
    expect(stale(["devices", {}])).toBe(false);
  });

  test("an answer that a live change has overtaken is asked for again", () => {
    stream().say("device", device);
    showAnswer(client, "device", { ...device, status: "checking" });
    expect(stale(["device", "d1"])).toBe(true);
  });

  test("a new thing makes the lists that may hold it be fetched again", () => {
    client.setQueryData(["devices", { q: "x" }], pages(device));
    stream().say("device", { ...device, id: "d2" });
    vi.advanceTimersByTime(400);
    expect(stale(["devices", { q: "x" }])).toBe(true);
  });

  test("a change of who may do what makes everything be fetched again, once", () => {
    client.setQueryData(["me"], {});
    client.setQueryData(["devices", {}], pages(device));
    stream().say("access", {});
    stream().say("access", {});
    expect(stale(["me"])).toBe(false);
    vi.advanceTimersByTime(400);
    expect([stale(["me"]), stale(["devices", {}])]).toEqual([true, true]);
  });

  test("a session that closes leaves the list of open ones", () => {
    client.setQueryData(["sessions", { live: true }], pages(session));
    stream().say("session", { ...session, state: "closed", closed_reason: "expired" });
    vi.advanceTimersByTime(400);
    expect(stale(["sessions", { live: true }])).toBe(true);
  });

  test("an active session's end is set on the monotonic clock as it arrives", () => {
    client.setQueryData(["session", "s1"], session);
    stream().say("session", { ...session, state: "active", remaining_s: 60 });
    expect(client.getQueryData<Session>(["session", "s1"])?.ends_at_ms).toBe(performance.now() + 60_000);
  });

  test("an install that goes offline shows on its devices", () => {
    client.setQueryData(["device", "d1"], device);
    stream().say("install", { id: "i1", name: "Warehouse", online: false });
    expect(client.getQueryData<Device>(["device", "d1"])?.install_online).toBe(false);
  });

  test("a removed thing leaves the lists", () => {
    client.setQueryData(["device", "d1"], device);
    client.setQueryData(["devices", {}], pages(device));
    stream().say("removed", { kind: "device", id: "d1" });
    expect(client.getQueryData<ReturnType<typeof pages<Device>>>(["devices", {}])?.pages[0]?.items).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(stale(["device", "d1"])).toBe(true);
  });

  test("every new stream has all but the sign-in fetched again, because nothing is replayed", () => {
    client.setQueryData(["devices", {}], pages(device));
    client.setQueryData(["me"], {});
    stream().onopen?.();
    expect(stale(["devices", {}])).toBe(true);
    expect(stale(["me"])).toBe(false);
    expect(states).toEqual(["live"]);
  });

  test("a refused stream is tried again, and the loss is told", async () => {
    vi.stubGlobal("fetch", async () => new Response("{}", { status: 503 }));
    stream().readyState = FakeEventSource.CLOSED;
    stream().onerror?.();
    expect(states).toEqual(["lost"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeEventSource.all.length).toBeGreaterThan(1);
  });

  test("a tab that nobody looks at gives its stream back and takes it up again", () => {
    const look = (state: string) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    };
    look("hidden");
    vi.advanceTimersByTime(59_000);
    expect(stream().readyState).not.toBe(FakeEventSource.CLOSED);
    vi.advanceTimersByTime(2_000);
    expect(stream().readyState).toBe(FakeEventSource.CLOSED);
    look("visible");
    expect(FakeEventSource.all).toHaveLength(2);
  });
});
