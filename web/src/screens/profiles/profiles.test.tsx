// SPDX-License-Identifier: Apache-2.0
import { focusManager } from "@tanstack/react-query";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { fakeServer } from "@/test/fake_server";
import { renderScreen } from "@/test/render";
import { profiles } from "@/test/samples";
import { ProfileScreen } from "./profile";
import { Profiles } from "./profiles";

afterEach(() => vi.unstubAllGlobals());

const kOwn = profiles.gate;
const kList = "GET /api/v1/profiles";
const kOne = `/api/v1/profiles/${kOwn.id}`;
const all = { body: { items: Object.values(profiles) } };
const kCodes: Record<number, string> = { 404: "not_found", 409: "conflict", 422: "invalid" };
const refusal = (status: number, more: object = {}) => ({ status, body: { type: "about:blank", title: "No", status, code: kCodes[status], ...more } });
const viewer = ["devices.view"];
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole("button", { name }));
const type = (label: string | RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

const showList = (routes: Parameters<typeof fakeServer>[0] = {}, permissions?: string[]) => {
  const server = fakeServer({ [kList]: all, ...routes });
  return { ...renderScreen(<Profiles />, { path: "/profiles", at: "/profiles", shell: true, permissions }), server };
};
const showOne = (profile: { id: string } = kOwn, routes: Parameters<typeof fakeServer>[0] = {}, permissions?: string[]) => {
  const server = fakeServer({ [`GET /api/v1/profiles/${profile.id}`]: { body: profile }, ...routes });
  return { ...renderScreen(<ProfileScreen />, { path: "/profiles/$profileId", at: `/profiles/${profile.id}`, shell: true, permissions }), server };
};

describe("the list of profiles", () => {
  test("has the team's own before the shipped ones, each with what it sets", async () => {
    showList();
    const [own, shipped] = await screen.findAllByRole("table");
    expect(own?.getAttribute("aria-label")).toBe("Your team's");
    expect(within(own as HTMLElement).getAllByRole("link").map((link) => link.textContent)).toEqual([kOwn.name]);
    expect(within(own as HTMLElement).getAllByText(/^2 connections at once · old TLS at once/)).toBeTruthy();
    expect(within(own as HTMLElement).getByText("Example · GC-1")).toBeTruthy();
    expect(within(shipped as HTMLElement).getAllByRole("link").map((link) => link.textContent)).toEqual([profiles.canon.name, profiles.plain.name]);
  });

  test("is asked for again when one comes back to it, as no event tells of a change", async () => {
    const { server } = showList();
    await screen.findAllByRole("table");
    const lists = () => server.asked.filter((request) => request.url.endsWith("/profiles")).length;
    const before = lists();
    focusManager.setFocused(false);
    focusManager.setFocused(true);
    await waitFor(() => expect(lists()).toBe(before + 1));
  });

  test("offers nothing to those who may only look", async () => {
    showList({}, viewer);
    await screen.findAllByRole("table");
    expect(screen.queryAllByRole("button")).toEqual([]);
  });

  test("offers a shipped one to be copied, and neither changed nor removed", async () => {
    showList();
    await press(`Actions for ${profiles.canon.name}`);
    const menu = await screen.findByRole("menu");
    expect(within(menu).getAllByRole("menuitem").map((item) => item.textContent)).toEqual(["Copy"]);
  });

  test("makes a profile of the form, and goes to it", async () => {
    const { server, history } = showList({ "POST /api/v1/profiles": { status: 201, body: { ...kOwn, id: "new" } } });
    await press("New profile");
    await screen.findByRole("dialog");
    type("Name", "Boa");
    fireEvent.click(screen.getByRole("button", { name: "Add a pattern" }));
    type("Server", "Boa/*");
    fireEvent.click(screen.getByRole("radio", { name: /^The old kind at once/ }));
    fireEvent.click(screen.getByRole("switch", { name: /^Translate/ }));
    type("Connections at once", "3");
    fireEvent.click(screen.getByRole("button", { name: "Add a page" }));
    type(/^Allowed paths/, "/\n/img/*");
    await press("Add profile");
    await waitFor(() => expect(history.location.pathname).toBe("/profiles/new"));
    expect(await server.asked.find(({ method }) => method === "POST")?.json()).toEqual({
      name: "Boa",
      match: [{ server: "Boa/*" }],
      connections: 3,
      tls: "legacy",
      translate_bodies: false,
      endpoints: [{ scheme: "http", port: 80 }],
      allowed_paths: ["/", "/img/*"],
    });
  });

  test("opens the form filled for a copy", async () => {
    const { server } = showList({ "POST /api/v1/profiles": { status: 201, body: { ...kOwn, id: "new" } } });
    await press(`Actions for ${profiles.canon.name}`);
    fireEvent.click(await screen.findByRole("menuitem", { name: "Copy" }));
    expect((await screen.findByLabelText<HTMLInputElement>("Name")).value).toBe("Copy of Canon imageRUNNER");
    await press("Add profile");
    await waitFor(() => expect(server.asked.some(({ method }) => method === "POST")).toBe(true));
    const { id: _id, shipped: _shipped, ...document } = profiles.canon;
    expect(await server.asked.find(({ method }) => method === "POST")?.json()).toEqual({ ...document, name: "Copy of Canon imageRUNNER" });
  });
});

describe("a dialog about a profile gives the focus back", () => {
  const cancel = async () => {
    const dialog = await screen.findByRole("dialog");
    const field = within(dialog).getByLabelText("Name");
    field.focus();
    fireEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  };

  test("to the button that opened it", async () => {
    showOne();
    const edit = await screen.findByRole("button", { name: "Edit" });
    edit.focus();
    fireEvent.click(edit);
    await cancel();
    expect(document.activeElement).toBe(edit);
  });

  test("to the button of the menu that led to it", async () => {
    showList();
    const menu = await screen.findByRole("button", { name: `Actions for ${kOwn.name}` });
    fireEvent.click(menu);
    const item = await screen.findByRole("menuitem", { name: "Edit" });
    item.focus();
    fireEvent.click(item);
    await cancel();
    expect(document.activeElement).toBe(menu);
  });
});

describe("the page of a profile", () => {
  test("says why it is as it is, what it sets and by what devices are recognised", async () => {
    showOne();
    expect(await screen.findByRole("heading", { level: 1, name: kOwn.name })).toBeTruthy();
    for (const text of [kOwn.notes, "The old kind at once", "http 80, https 8443", "/status*", "Title “Gate *” with server “GoAhead*”", "Server “Boa/0.9*”"]) {
      expect(screen.getByText(text), text).toBeTruthy();
    }
  });

  test.each([
    ["to those who manage devices", kOwn, undefined, ["Edit", "Copy", "Remove"]],
    ["of a shipped one", profiles.canon, undefined, ["Copy"]],
    ["to those who may only look", kOwn, viewer, []],
  ])("has the actions that are open %s", async (_, profile, permissions, actions) => {
    showOne(profile, {}, permissions);
    await screen.findByRole("heading", { level: 1, name: profile.name });
    expect(screen.queryAllByRole("button").map((button) => button.textContent)).toEqual(actions);
  });

  test("sends the whole document when something changed, has what depends on it read again, and says what ends", async () => {
    const { server, client } = showOne(kOwn, { [`PUT ${kOne}`]: { body: { ...kOwn, connections: 4 } } });
    client.setQueryData(["profiles"], []);
    client.setQueryData(["device", "d1"], {});
    await press("Edit");
    await screen.findByRole("dialog");
    expect(screen.getByText(/^Saving ends the open sessions/)).toBeTruthy();
    type("Connections at once", "4");
    await press("Save");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const { id: _id, shipped: _shipped, ...document } = kOwn;
    expect(await server.asked.find(({ method }) => method === "PUT")?.json()).toEqual({ ...document, connections: 4 });
    expect(client.getQueryState(["profiles"])?.isInvalidated).toBe(true);
    expect(client.getQueryState(["device", "d1"])?.isInvalidated).toBe(true);
  });

  test("sends nothing when nothing changed", async () => {
    const { server } = showOne();
    await press("Edit");
    await press("Save");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(server.asked.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test.each([
    ["/match/1/title", () => within(screen.getByRole("group", { name: "Pattern 2" })).getByLabelText("Title of the page")],
    ["/match/0/server", () => within(screen.getByRole("group", { name: "Pattern 1" })).getByLabelText("Server")],
    ["/endpoints/1/port", () => screen.getByLabelText("Port of page 2")],
    ["/allowed_paths/1", () => screen.getByLabelText(/^Allowed paths/)],
    ["/connections", () => screen.getByLabelText("Connections at once")],
    ["/notes", () => screen.getByLabelText("Notes")],
  ])("shows what the server has against %s at its field, and goes there", async (field, input) => {
    showOne(kOwn, { [`PUT ${kOne}`]: refusal(422, { detail: "This will not do.", field }) });
    await press("Edit");
    await screen.findByRole("dialog");
    type("Maker", "Other");
    await press("Save");
    await waitFor(() => expect(input().getAttribute("aria-invalid")).toBe("true"));
    expect(document.activeElement).toBe(input());
    expect(document.getElementById(`${input().id}-error`)?.textContent).toBe("This will not do.");
  });

  test("goes to the first field at fault before it asks the server", async () => {
    const { server } = showOne();
    await press("Edit");
    await screen.findByRole("dialog");
    type("Connections at once", "40");
    type(/^Allowed paths/, "status");
    await press("Save");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Connections at once")));
    expect(server.asked.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("keeps the focus when a row comes and goes", async () => {
    showOne();
    await press("Edit");
    await screen.findByRole("dialog");
    await press("Add a pattern");
    const row = await screen.findByRole("group", { name: "Pattern 3" });
    expect(document.activeElement).toBe(within(row).getByLabelText("Title of the page"));
    await press("Remove pattern 3");
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Add a pattern" }));
  });

  test("asks before it removes, stays with the server's sentence when a device has it, and leaves when it is gone", async () => {
    const sentence = "The profile is chosen for 2 devices: give them another one first.";
    let answer: { status: number; body?: object } = refusal(409, { detail: sentence });
    const { server, history } = showOne(kOwn, { [`DELETE ${kOne}`]: () => answer });
    await press("Remove");
    const dialog = await screen.findByRole("dialog");
    expect(server.asked.filter(({ method }) => method !== "GET")).toEqual([]);
    fireEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
    expect(await within(dialog).findByText(sentence)).toBeTruthy();
    expect(history.location.pathname).toBe(`/profiles/${kOwn.id}`);
    answer = { status: 204 };
    fireEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(history.location.pathname).toBe("/profiles"));
  });

  test("says so when it is gone", async () => {
    showOne(kOwn, { [`GET ${kOne}`]: refusal(404) });
    expect(await screen.findByRole("heading", { level: 1, name: "This profile does not exist (any more)" })).toBeTruthy();
  });
});
