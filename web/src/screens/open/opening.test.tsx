// SPDX-License-Identifier: Apache-2.0
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Device, Job, Session } from "@/api/types";
import { fakeServer, FakeEventSource } from "@/test/fake_server";
import { renderScreen } from "@/test/render";
import { device, failure, job, session } from "@/test/samples";
import { Opening } from "./opening";

const replace = vi.fn();

beforeEach(() => {
  replace.mockClear();
  FakeEventSource.all = [];
  vi.stubGlobal("EventSource", FakeEventSource);
  vi.spyOn(window.location, "replace").mockImplementation(replace);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function open(change: Partial<Session>, changedJob: Partial<Job> = {}, { profile, permissions }: { profile?: Device["profile"]; permissions?: string[] } = {}) {
  const server = fakeServer({
    "GET /api/v1/devices/d1": { body: { ...device, profile } },
    "PATCH /api/v1/devices/d1": { body: { ...device, profile: { id: "old-tls", name: "Old TLS at once", shipped: true, chosen: true } } },
    "GET /api/v1/sessions/s1": { body: { ...session, ...change } },
    "GET /api/v1/jobs/j1": { body: { ...job, ...changedJob } },
    "POST /api/v1/devices/d1/check": { status: 409, body: { type: "about:blank", title: "", status: 409, code: "conflict" } },
    "POST /api/v1/devices/d1/sessions": { status: 201, body: { ...session, id: "s2" } },
  });
  return { ...renderScreen(<Opening />, { path: "/open/$sessionId", at: "/open/s1", permissions }), server };
}
const say = (event: string, data: unknown) => act(() => FakeEventSource.all.at(-1)?.say(event, data));

describe("the opening tab", () => {
  test("shows each step as it comes, with its time, and then goes to the page", async () => {
    open({ state: "connecting" }, { steps: [{ name: "queued", at_ms: 0 }, { name: "sent", at_ms: 3 }] });
    expect(await screen.findByRole("heading", { name: "Opening Front desk printer" })).toBeTruthy();
    await screen.findByText("3 ms");
    const received = screen.getByText("Received by Warehouse").closest("li");
    expect(received?.dataset.state).toBe("working");
    expect(document.title).toBe("Opening Front desk printer · Callout");

    say("job", { ...job, steps: [{ name: "sent", at_ms: 3 }, { name: "received", at_ms: 41 }] });
    expect(await screen.findByText("41 ms")).toBeTruthy();
    expect(received?.dataset.state).toBe("done");
    expect(replace).not.toHaveBeenCalled();

    say("session", { ...session, state: "active", remaining_s: 1800, start_url: "http://abc.localhost:3000/start" });
    await waitFor(() => expect(replace).toHaveBeenCalledWith("http://abc.localhost:3000/start"));
  });

  test("never goes to an address that is no web page", async () => {
    open({ state: "active", remaining_s: 1800, start_url: "javascript:alert(1)" });
    await screen.findByRole("heading", { name: "Opening Front desk printer" });
    expect(replace).not.toHaveBeenCalled();
    expect(document.querySelector("a[href^='javascript']")).toBeNull();
  });

  test("names the hop that failed, what was seen and what to do, and tries again in the same tab", async () => {
    const { server, history } = open({ state: "closed", closed_reason: "failed", failure }, { steps: [{ name: "sent", at_ms: 3 }] });
    expect(await screen.findByRole("heading", { name: "Front desk printer could not be opened" })).toBeTruthy();
    const alert = screen.getByRole("alert");
    for (const text of ["The device does not answer", "Stopped at: Device", failure.detail, failure.remedy ?? ""]) {
      expect(alert.textContent).toContain(text);
    }
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(history.location.pathname).toBe("/open/s2"));
    const asked = server.asked.find((request) => request.method === "POST");
    expect(await asked?.json()).toEqual({ endpoint: "p1" });
    expect(history.length).toBe(1);
  });

  test("has the device checked again, also when it is being checked, and goes to where the result will show", async () => {
    const { server, history } = open({ state: "closed", closed_reason: "failed", failure });
    fireEvent.click(await screen.findByRole("button", { name: "Check the device again" }));
    await waitFor(() => expect(history.location.pathname).toBe("/devices/d1"));
    expect(server.asked.some((request) => request.url.endsWith("/api/v1/devices/d1/check"))).toBe(true);
  });

  test.each(["not_http", "tls_failed"])("shows the command that opens what no relay can (%s)", async (code) => {
    open({ state: "closed", closed_reason: "failed", failure: { ...failure, code } });
    expect(await screen.findByText("callout browse d1")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Check the device again" })).toBeTruthy();
  });

  test("has a device that hangs on modern TLS tried with the old kind", async () => {
    const { server, history } = open({ state: "closed", closed_reason: "failed", failure: { ...failure, code: "tls_failed" } });
    fireEvent.click(await screen.findByRole("button", { name: "Retry with old TLS" }));
    await waitFor(() => expect(history.location.pathname).toBe("/open/s2"));
    const changed = server.asked.find((request) => request.method === "PATCH");
    expect(await changed?.json()).toEqual({ profile: "old-tls" });
  });

  test.each([
    ["tls_failed", "a profile would be lost", { profile: { id: "p", name: "Ours", shipped: false, chosen: true } }],
    ["tls_failed", "members may not change devices", { permissions: ["devices.view", "device_webpage.open", "devices.check"] }],
    ["not_http", "it is no matter of TLS", {}],
  ])("does not offer old TLS after %s where %s", async (code, _, more) => {
    const { server } = open({ state: "closed", closed_reason: "failed", failure: { ...failure, code } }, {}, more);
    await screen.findByRole("button", { name: "Check the device again" });
    if (!("permissions" in more) && code === "tls_failed") await waitFor(() => expect(server.asked.some(({ url }) => url.endsWith("/api/v1/devices/d1"))).toBe(true));
    expect(screen.queryByRole("button", { name: "Retry with old TLS" })).toBeNull();
  });

  test.each([
    ["tls_key_changed", "Compare on the device's page", "/devices/d1"],
    ["identity_changed", "Compare on the device's page", "/devices/d1"],
    ["install_offline", "See the installs", "/installs"],
  ])("leads to what %s asks for", async (code, name, path) => {
    open({ state: "closed", closed_reason: "failed", failure: { ...failure, code } });
    expect((await screen.findByRole("link", { name })).getAttribute("href")).toBe(path);
  });

  test("does not offer a check to those who may not check the device", async () => {
    open({ state: "closed", closed_reason: "failed", failure }, {}, { permissions: ["devices.view", "device_webpage.open"] });
    await screen.findByRole("button", { name: "Try again" });
    expect(screen.queryByRole("button", { name: "Check the device again" })).toBeNull();
  });

  test.each([
    ["access_expired", "The right to open the device ended"],
    ["restricted", "Remote Technician was switched off"],
  ] as const)("says in words that a session is over because of %s", async (closed_reason, words) => {
    open({ state: "closed", closed_reason, closed_at: "2026-01-01T10:30:00Z" });
    expect(await screen.findByText(words)).toBeTruthy();
  });

  test("says that the page can only be looked at", async () => {
    open({ state: "connecting", read_only: true });
    expect(await screen.findByText("Read only")).toBeTruthy();
  });

  test("says why a session is over and offers to start again", async () => {
    open({ state: "closed", closed_reason: "expired", closed_at: "2026-01-01T10:30:00Z" });
    expect(await screen.findByRole("heading", { name: "The session on Front desk printer has ended" })).toBeTruthy();
    expect(screen.getByText("Its time was over")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Start again" })).toBeTruthy();
  });

  test("does not use a session of somebody else", async () => {
    open({ technician: "t2", technician_name: "Jonas", state: "active", start_url: "http://abc.localhost:3000/start" });
    expect(await screen.findByRole("heading", { name: "This session belongs to Jonas" })).toBeTruthy();
    expect(replace).not.toHaveBeenCalled();
  });

  test("shows a device's name as text", async () => {
    open({ device_name: "<img src=x onerror=alert(1)>" });
    expect(await screen.findByRole("heading", { name: "Opening <img src=x onerror=alert(1)>" })).toBeTruthy();
    expect(document.querySelector("img")).toBeNull();
  });
});
