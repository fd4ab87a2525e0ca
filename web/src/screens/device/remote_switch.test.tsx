// SPDX-License-Identifier: Apache-2.0
import { focusManager } from "@tanstack/react-query";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Device } from "@/api/types";
import { fakeServer } from "@/test/fake_server";
import { renderScreen } from "@/test/render";
import { device, me, session } from "@/test/samples";
import { Overview } from "./overview";
import { Remote } from "./remote";

afterEach(() => vi.unstubAllGlobals());

const kSwitch = "PUT /api/v1/devices/d1/remote-access";
const configurer = ["devices.view", "device_webpage.open", "remote_access.configure"];
const root = { id: "e1", name: "Northwind", path: "Northwind", remote_access: "inherited" };

function show(change: Partial<Device> = {}, permissions = configurer, routes: Parameters<typeof fakeServer>[0] = {}, screen_shown = <Remote />) {
  let now = { ...device, ...change };
  const server = fakeServer({
    "GET /api/v1/devices/d1": () => ({ body: now }),
    "GET /api/v1/sessions": { body: { items: [] } },
    "GET /api/v1/entities": { body: { items: [root] } },
    "GET /api/v1/profiles": { body: { items: [] } },
    [kSwitch]: () => {
      now = { ...now, remote_access: now.remote_access === "on" ? "off" : "on" };
      return { status: 204 };
    },
    ...routes,
  });
  return { ...renderScreen(screen_shown, { path: "/devices/$deviceId", at: "/devices/d1", shell: true, permissions }), server };
}
const changes = (server: ReturnType<typeof fakeServer>) => server.asked.filter(({ method }) => method === "PUT");
const find = () => screen.findByRole<HTMLInputElement>("switch", { name: /^Remote Technician for this device/ });

describe("the switch of a device", () => {
  test("goes off only after asking, because that cuts what is open", async () => {
    const { server } = show();
    fireEvent.click(await find());
    const question = await screen.findByRole("dialog", { name: "Switch Remote Technician off for Front desk printer?" });
    expect(changes(server)).toHaveLength(0);
    fireEvent.click(within(question).getByRole("button", { name: "Switch off" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(await changes(server)[0]?.json()).toEqual({ setting: "off" });
    await waitFor(async () => expect((await find()).checked).toBe(false));
    expect(screen.getByText("Remote Technician is switched off for this device.")).toBeTruthy();
  });

  test("goes on at once", async () => {
    const { server } = show({ remote_access: "off" });
    fireEvent.click(await find());
    await waitFor(async () => expect((await find()).checked).toBe(true));
    expect(await changes(server)[0]?.json()).toEqual({ setting: "on" });
  });

  test("stays as it was, and says why, when the server refuses", async () => {
    const problem = { type: "about:blank", title: "No", status: 403, code: "denied", detail: "Not for this device." };
    show({ remote_access: "off" }, configurer, { [kSwitch]: { status: 403, body: problem } });
    fireEvent.click(await find());
    expect(await screen.findByText("Not for this device.")).toBeTruthy();
    expect((await find()).checked).toBe(false);
  });

  test("is not there for those who may not configure it", async () => {
    show({}, ["devices.view", "device_webpage.open"]);
    await screen.findByRole("button", { name: "Open Device Webpage" });
    expect(screen.queryByRole("switch")).toBeNull();
  });

  test("says beforehand that an entity over the device is switched off", async () => {
    show({}, configurer, { "GET /api/v1/entities": { body: { items: [{ ...root, remote_access: "off" }] } } });
    expect(await screen.findByText("Remote Technician is switched off for Northwind.")).toBeTruthy();
  });
});

describe("the page of a device", () => {
  test.each([
    [["devices.view"], []],
    [["devices.view", "devices.check"], ["Check again"]],
    [["devices.view", "devices.delete"], ["Remove"]],
    [["devices.view", "devices.manage"], ["Edit"]],
  ])("offers to %j what it may: %j", async (permissions, buttons) => {
    show({}, permissions, {}, <Overview />);
    await screen.findByRole("heading", { name: "Pages" });
    expect(screen.queryAllByRole("button").map((button) => button.textContent)).toEqual(buttons);
  });

  test("offers what a right that came meanwhile gives, when one comes back to it", async () => {
    show({}, ["devices.view"], { "GET /api/v1/me": { body: { ...me, permissions: configurer } } });
    expect(await screen.findByText(/^You may see this device, but not open its page/)).toBeTruthy();
    focusManager.setFocused(false);
    focusManager.setFocused(true);
    expect(await find()).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Open Device Webpage" }).disabled).toBe(false);
  });

  test("marks the visits that could only look", async () => {
    show({}, configurer, { "GET /api/v1/sessions": { body: { items: [{ ...session, read_only: true }, { ...session, id: "s2" }] } } });
    expect(await screen.findAllByText("Read only")).toHaveLength(1);
  });
});
