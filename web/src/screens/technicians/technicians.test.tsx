// SPDX-License-Identifier: Apache-2.0
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { AccessRight, Technician } from "@/api/types";
import { fakeServer } from "@/test/fake_server";
import { renderScreen } from "@/test/render";
import { accessRight, me, roles, technician } from "@/test/samples";
import { Technicians } from "./technicians";

afterEach(() => vi.unstubAllGlobals());

const kManager = ["technicians.manage", "roles.view", "access_rights.view", "access_rights.manage"];
const jonas: Technician = { ...technician, id: "t2", name: "Jonas", email: "jonas@example.com", owner: false };
const kRights = "GET /api/v1/access-rights";
const kGive = "POST /api/v1/access-rights";
const refusal = (detail: string) => ({ status: 403, body: { type: "about:blank", title: "No", status: 403, code: "denied", detail } });

function show(routes: Parameters<typeof fakeServer>[0] = {}, given: { others?: Technician[]; permissions?: string[] } = {}) {
  const { others = [jonas], permissions = kManager } = given;
  const server = fakeServer({
    "GET /api/v1/technicians": { body: { items: [me.technician, ...others] } },
    "GET /api/v1/roles": { body: { items: roles } },
    "POST /api/v1/technicians": { status: 201, body: jonas },
    [kRights]: { body: { items: [] } },
    ...routes,
  });
  return { ...renderScreen(<Technicians />, { path: "/technicians", at: "/technicians", shell: true, permissions }), server };
}
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole("button", { name }));
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const asked = (server: ReturnType<typeof fakeServer>, route: string) =>
  server.asked.filter((request) => `${request.method} ${new URL(request.url).pathname}` === route);

async function chooseRole(name: string) {
  fireEvent.click(await screen.findByRole("combobox", { name: "Access to all sites" }));
  fireEvent.click(await screen.findByRole("option", { name }));
}

async function fillIn() {
  await press("Add technician");
  await screen.findByRole("dialog");
  type("Name", "Jonas");
  type("E-mail", "jonas@example.com");
  type("Password", "1234567890");
}
const submit = () => fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Add technician" }));

describe("adding a technician", () => {
  test("gives no access unless it is chosen", async () => {
    const { server } = show();
    await fillIn();
    expect(screen.getByRole<HTMLInputElement>("combobox", { name: "Access to all sites" }).value).toBe("No access yet");
    submit();
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(asked(server, kGive)).toHaveLength(0);
  });

  test("offers the system roles for devices, and no others", async () => {
    show();
    await fillIn();
    fireEvent.click(screen.getByRole("combobox", { name: "Access to all sites" }));
    await screen.findByRole("option", { name: "Full device access" });
    expect(screen.getAllByRole("option").map((option) => option.textContent)).toEqual(["No access yet", "Full device access", "Only device connection"]);
  });

  test("gives the chosen role for the root entity afterwards", async () => {
    const { server } = show({ [kGive]: { status: 201, body: accessRight } });
    await fillIn();
    await chooseRole("Full device access");
    submit();
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(await asked(server, "POST /api/v1/technicians")[0]?.json()).toEqual({ name: "Jonas", email: "jonas@example.com", password: "1234567890" });
    expect(await asked(server, kGive)[0]?.json()).toEqual({
      holder: { kind: "technician", id: "t2" },
      scope: { kind: "entity", id: "e1" },
      role: "full-device-access",
    });
  });

  test("says when only the access was refused, why, and tries that again without adding anybody twice", async () => {
    let refused = true;
    const { server } = show({ [kGive]: () => (refused ? refusal("You hold less than that role.") : { status: 201, body: accessRight }) });
    await fillIn();
    await chooseRole("Full device access");
    submit();
    expect(await screen.findByText("Jonas was added, but has no access yet")).toBeTruthy();
    expect(screen.getByText("You hold less than that role.")).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>("combobox", { name: "Access to all sites" }).value).toBe("Full device access");
    // The list names the technician already.
    expect(asked(server, "GET /api/v1/technicians").length).toBe(2);

    refused = false;
    await chooseRole("Only device connection");
    await press("Try again");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(asked(server, "POST /api/v1/technicians")).toHaveLength(1);
    expect((await asked(server, kGive)[1]?.json()).role).toBe("only-device-connection");
  });

  test("keeps what was typed when the technician is refused", async () => {
    const in_use = { type: "about:blank", title: "No", status: 409, code: "conflict", detail: "In use." };
    const { server } = show({ "POST /api/v1/technicians": { status: 409, body: in_use } });
    await fillIn();
    await chooseRole("Full device access");
    submit();
    expect(await screen.findByText("In use.")).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Jonas");
    expect(asked(server, kGive)).toHaveLength(0);
  });

  test("works without roles when those can't be fetched, and fetches them again", async () => {
    let down = true;
    show({ "GET /api/v1/roles": () => (down ? refusal("Not now.") : { body: { items: roles } }) });
    await fillIn();
    expect(await screen.findByText(/^The roles could not be fetched/)).toBeTruthy();
    down = false;
    await press("Try again");
    await waitFor(() => expect(screen.queryByText(/^The roles could not be fetched/)).toBeNull());
    await chooseRole("Full device access");
  });
});

async function openMenu(name = "Jonas") {
  await press(`Actions for ${name}`);
  return screen.findByRole("menu");
}
async function openAccess(name?: string) {
  fireEvent.click(within(await openMenu(name)).getByRole("menuitem", { name: "Access" }));
  return screen.findByRole("dialog", { name: `Access of ${name ?? "Jonas"}` });
}

describe("a technician's access", () => {
  const lent: AccessRight = {
    ...accessRight,
    id: "r2",
    scope: { kind: "device", id: "d1", name: "Front desk printer" },
    role_name: "Remote Technician User",
    to: "2026-03-01T12:00:00Z",
    active: false,
  };

  test("lists each right with its role, what it is for, and until when", async () => {
    const { server } = show({ [kRights]: { body: { items: [accessRight, lent] } } }, { others: [{ ...jonas, departments: ["dep1", "dep2"] }] });
    const dialog = await openAccess();
    const [all, one] = await within(dialog).findAllByRole("listitem");
    expect(all?.textContent).toBe("Full device accessAll sites");
    expect(one?.textContent).toMatch(/^Remote Technician UserDevice: Front desk printer · until Mar 1, 2026, .*Not at this time$/);
    expect(within(dialog).getByText("The rights of 2 departments come on top of these.")).toBeTruthy();
    expect(new URL(asked(server, kRights)[0]?.url ?? "").searchParams.get("technician")).toBe("t2");
  });

  test("says that there is none, and gives one for all sites", async () => {
    let rights: AccessRight[] = [];
    const { server } = show({
      [kRights]: () => ({ body: { items: rights } }),
      [kGive]: () => {
        rights = [accessRight];
        return { status: 201, body: accessRight };
      },
    });
    const dialog = await openAccess();
    expect(await within(dialog).findByText(/^No access right yet/)).toBeTruthy();
    expect(within(dialog).getByRole<HTMLButtonElement>("button", { name: "Give access" }).disabled).toBe(true);
    await chooseRole("Full device access");
    await press("Give access");
    expect(await within(dialog).findByRole("listitem")).toBeTruthy();
    expect(asked(server, kGive)).toHaveLength(1);
  });

  test("takes a right only after asking, and keeps it when that is refused", async () => {
    let rights = [accessRight];
    let refused = true;
    const { server } = show({
      [kRights]: () => ({ body: { items: rights } }),
      "DELETE /api/v1/access-rights/r1": () => {
        if (refused) return refusal("It is not yours to take.");
        rights = [];
        return { status: 204 };
      },
    });
    await openAccess();
    await press("Remove Full device access, All sites");
    const question = await screen.findByRole("dialog", { name: "Remove Full device access from Jonas?" });
    expect(asked(server, "DELETE /api/v1/access-rights/r1")).toHaveLength(0);
    fireEvent.click(within(question).getByRole("button", { name: "Remove" }));
    expect(await within(question).findByText("It is not yours to take.")).toBeTruthy();
    refused = false;
    fireEvent.click(within(question).getByRole("button", { name: "Remove" }));
    expect(await screen.findByText(/^No access right yet/)).toBeTruthy();
    // The button that asked is gone: the focus is at the heading of the list.
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Access rights"));
  });

  test("Escape leads from the question back to the list", async () => {
    show({ [kRights]: { body: { items: [accessRight] } } });
    await openAccess();
    await press("Remove Full device access, All sites");
    const question = await screen.findByRole("dialog", { name: "Remove Full device access from Jonas?" });
    expect(within(question).getByRole("button", { name: "Cancel" })).toBe(document.activeElement);
    fireEvent.keyDown(question, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Remove Full device access from Jonas?" })).toBeNull());
    expect(screen.getByRole("dialog", { name: "Access of Jonas" })).toBeTruthy();
    expect(await screen.findByRole("listitem")).toBeTruthy();
  });
});

describe("the list of technicians", () => {
  test("tells those whom the plan disables from the disabled, and why", async () => {
    show({}, { others: [{ ...jonas, status: "disabled_by_plan" }, { ...jonas, id: "t3", name: "Ana", status: "disabled" }] });
    expect(await screen.findByText("Disabled by plan")).toBeTruthy();
    expect(screen.getByText(/^The team has more technicians than its plan/)).toBeTruthy();
    expect(screen.getByText("Disabled")).toBeTruthy();
    const items = within(await openMenu()).getAllByRole("menuitem");
    expect(items.map((item) => item.textContent)).toEqual(["Access", "Set a password", "Disable"]);
  });

  test("offers one's own account to be looked at, and nothing else", async () => {
    show({ "GET /api/v1/technicians": { body: { items: [{ ...me.technician, owner: false }, jonas] } } });
    expect(within(await openMenu("Marina")).getAllByRole("menuitem").map((item) => item.textContent)).toEqual(["Access"]);
    fireEvent.click(screen.getByRole("menuitem", { name: "Access" }));
    expect(await screen.findByText(/^No access right yet/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Give access" })).toBeNull();
  });

  test("says whom to ask, to those who may not manage it", async () => {
    const { server } = show({}, { permissions: [] });
    expect(await screen.findByText("You may not manage technicians")).toBeTruthy();
    expect(server.asked).toHaveLength(0);
  });
});
