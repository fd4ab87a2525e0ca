// SPDX-License-Identifier: Apache-2.0
import { screen } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Installs } from "@/screens/installs/installs";
import { fakeServer } from "@/test/fake_server";
import { renderScreen } from "@/test/render";
import { device, me } from "@/test/samples";
import { Devices } from "./devices";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const detail = "No right gives you this. Ask an administrator of your team.";
const refusal = { status: 403, body: { type: "about:blank", title: "No", status: 403, code: "denied", detail } };
const at = (path: string) => ({ path, at: path, shell: true });

describe("without a right", () => {
  test("the devices say so, ask the server for none, and appear by themselves with the first right", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const server = fakeServer({
      "GET /api/v1/me": { body: { ...me, permissions: ["devices.view"] } },
      "GET /api/v1/devices": { body: { items: [device] } },
      "GET /api/v1/installs": { body: { items: [] } },
      "GET /api/v1/entities": { body: { items: [] } },
    });
    renderScreen(<Devices />, { ...at("/devices"), permissions: ["team.view"] });
    expect(await screen.findByRole("heading", { name: "You have no right for any device yet" })).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(server.asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(16_000);
    expect(await screen.findByRole("link", { name: device.name })).toBeTruthy();
  });

  test("a list that is refused explains it instead of an error", async () => {
    fakeServer({ "GET /api/v1/installs": refusal });
    renderScreen(<Installs />, at("/installs"));
    expect(await screen.findByRole("heading", { name: "You have no right to see this" })).toBeTruthy();
    expect(screen.getByText(/^No right gives you this/)).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  test("a list that fails otherwise is still an error", async () => {
    fakeServer({ "GET /api/v1/installs": { status: 500, body: { type: "about:blank", title: "No", status: 500, code: "internal" } } });
    renderScreen(<Installs />, at("/installs"));
    expect(await screen.findByRole("alert")).toBeTruthy();
  });
});
