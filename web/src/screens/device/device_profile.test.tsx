// SPDX-License-Identifier: Apache-2.0
// A device's profile on its page and in its dialog.
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Device } from "@/api/types";
import { fakeServer } from "@/test/fake_server";
import { renderScreen } from "@/test/render";
import { device, install, profiles } from "@/test/samples";
import { DeviceDialog } from "./device_dialog";
import { Overview } from "./overview";

afterEach(() => vi.unstubAllGlobals());

const { canon } = profiles;
const kDevice = `/api/v1/devices/${device.id}`;
const applied = { id: canon.id, name: canon.name, shipped: true };
const treatment = { ...device.treatment, endpoints: canon.endpoints };
const lists = {
  "GET /api/v1/profiles": { body: { items: Object.values(profiles) } },
  "GET /api/v1/installs": { body: { items: [install] } },
  "GET /api/v1/entities": { body: { items: [] } },
};
const press = async (name: string) => fireEvent.click(await screen.findByRole("button", { name }));

function showOverview(of: Device, permissions?: string[]) {
  const server = fakeServer({ ...lists, [`GET ${kDevice}`]: { body: of }, [`PATCH ${kDevice}`]: { body: of } });
  return { ...renderScreen(<Overview />, { path: "/devices/$deviceId", at: `/devices/${device.id}`, shell: true, permissions }), server };
}
function showDialog(of?: Device, routes: Parameters<typeof fakeServer>[0] = {}) {
  const server = fakeServer({ ...lists, ...routes, [`PATCH ${kDevice}`]: { body: of }, "POST /api/v1/devices": { status: 201, body: device } });
  return { ...renderScreen(<DeviceDialog opened onClose={vi.fn()} device={of} install="i1" />), server };
}
const sent = async (server: ReturnType<typeof fakeServer>, method: string) => {
  await waitFor(() => expect(server.asked.some((request) => request.method === method)).toBe(true));
  return server.asked.find((request) => request.method === method)?.json() as Promise<object>;
};
async function choose(label: string, name: string | RegExp) {
  fireEvent.click(await screen.findByRole("combobox", { name: label }));
  fireEvent.click(await screen.findByRole("option", { name }));
}
const ports = () => screen.getAllByLabelText<HTMLInputElement>(/^Port of page/).map(({ value }) => value);

describe("the page of a device", () => {
  test.each([
    [true, "Chosen for this device."],
    [false, "Recognised at the last check."],
  ])("names its profile, chosen: %s, with what it sets and the way to it", async (chosen, why) => {
    showOverview({ ...device, profile: { ...applied, chosen }, treatment });
    expect((await screen.findByRole("link", { name: canon.name })).getAttribute("href")).toBe(`/profiles/${canon.id}`);
    expect(screen.getByText(why)).toBeTruthy();
    expect(screen.getByText("Pages http 8000, https 8443")).toBeTruthy();
  });

  test("says that it has none, and what is set for it alone", async () => {
    showOverview({ ...device, body_translation: "off", treatment: { ...device.treatment, translate_bodies: false } });
    expect(await screen.findByText("None")).toBeTruthy();
    expect(screen.getByText("Texts untranslated")).toBeTruthy();
    expect(screen.getByText(/set to never, whatever/)).toBeTruthy();
  });

  test("offers the pages of its profile that it has not, and adds them to those that it has", async () => {
    const partly: Device = { ...device, endpoints: [...device.endpoints, { id: "p2", scheme: "https", port: 8443 }] };
    const { server } = showOverview({ ...partly, profile: { ...applied, chosen: true }, treatment });
    expect(await screen.findByText(/pages that this device does not have: http 8000\./)).toBeTruthy();
    await press("Add these pages");
    fireEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Add" }));
    expect(await sent(server, "PATCH")).toEqual({
      endpoints: [
        { scheme: "http", port: 80 },
        { scheme: "https", port: 8443 },
        { scheme: "http", port: 8000 },
      ],
    });
  });

  test("offers no pages to those who may only look, nor when the device has them all", async () => {
    const shown = showOverview({ ...device, profile: { ...applied, chosen: true }, treatment }, ["devices.view"]);
    await screen.findByRole("link", { name: canon.name });
    expect(screen.queryByText(/does not have/)).toBeNull();
    shown.unmount();
    const endpoints = canon.endpoints.map((endpoint, index) => ({ ...endpoint, id: `p${index}` }));
    showOverview({ ...device, endpoints, profile: { ...applied, chosen: true }, treatment });
    await screen.findByRole("link", { name: canon.name });
    expect(screen.queryByText(/does not have/)).toBeNull();
  });
});

describe("the dialog of a device", () => {
  const profileField = () => screen.getByRole<HTMLInputElement>("combobox", { name: "Profile" });

  test("names under automatic what fits by itself, though another one is chosen", async () => {
    const chosen = { id: "own-1", name: profiles.gate.name, shipped: false, chosen: true };
    const [page] = device.endpoints;
    const of: Device = { ...device, profile: chosen, endpoints: [{ ...page!, check: { reachable: true, title: "Remote UI: Portal" } }] };
    const { server } = showDialog(of);
    await waitFor(() => expect(profileField().value).toBe(profiles.gate.name));
    await choose("Profile", `Automatic: ${canon.name}`);
    await press("Save");
    expect(await sent(server, "PATCH")).toEqual({ profile: "automatic" });
  });

  test("has automatic chosen for a device whose profile was recognised", async () => {
    showDialog({ ...device, profile: { ...applied, chosen: false } });
    await waitFor(() => expect(profileField().value).toBe(`Automatic: ${canon.name}`));
  });

  test("shows the choice where the list of profiles does not come", async () => {
    showDialog({ ...device, profile: { ...applied, chosen: true } }, { "GET /api/v1/profiles": { status: 500 } });
    await screen.findByRole("dialog");
    expect(profileField().value).toBe(canon.name);
  });

  test("sends another choice alone, and leaves the pages of a device as they are", async () => {
    const { server } = showDialog(device);
    await choose("Profile", canon.name);
    expect(ports()).toEqual(["80"]);
    await choose("Translate the device's addresses in texts", "Never");
    await press("Save");
    expect(await sent(server, "PATCH")).toEqual({ profile: canon.id, body_translation: "off" });
  });

  test("fills in the pages of the profile that is chosen for a new device", async () => {
    const { server } = showDialog();
    fireEvent.change(await screen.findByLabelText("Name"), { target: { value: "Copier" } });
    fireEvent.change(screen.getByLabelText("Address"), { target: { value: "192.0.2.9" } });
    await choose("Profile", canon.name);
    expect(ports()).toEqual(["8000", "8443"]);
    await press("Add device");
    expect(await sent(server, "POST")).toMatchObject({ profile: canon.id, endpoints: canon.endpoints });
  });

  test("keeps pages of a new device that somebody has changed", async () => {
    showDialog();
    fireEvent.change(await screen.findByLabelText("Port of page 1"), { target: { value: "8081" } });
    await choose("Profile", canon.name);
    expect(ports()).toEqual(["8081"]);
  });
});
