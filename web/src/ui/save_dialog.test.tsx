// SPDX-License-Identifier: Apache-2.0
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { RenameInstall } from "@/screens/installs/rename_install";
import { SetPassword } from "@/screens/technicians/set_password";
import { fakeServer } from "@/test/fake_server";
import { renderScreen } from "@/test/render";
import { install, me } from "@/test/samples";

afterEach(() => vi.unstubAllGlobals());

const kRoute = `PATCH /api/v1/installs/${install.id}`;

async function rename(name: string, answer: { status?: number; body: unknown }) {
  const onClose = vi.fn();
  const server = fakeServer({ [kRoute]: answer });
  renderScreen(<RenameInstall install={install} onClose={onClose} />);
  fireEvent.change(await screen.findByLabelText("Name"), { target: { value: name } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  return { onClose, server };
}

describe("a dialog that saves", () => {
  test("sends what was typed and closes", async () => {
    const { onClose, server } = await rename("  New name ", { body: { ...install, name: "New name" } });
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(await server.asked[0]?.json()).toEqual({ name: "New name" });
  });

  test("stays, and says why, when the server refuses", async () => {
    const { onClose } = await rename("x", { status: 409, body: { type: "about:blank", title: "Conflict", status: 409, code: "conflict", detail: "It changed." } });
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(onClose).not.toHaveBeenCalled();
    expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("x");
  });

  test("asks nothing of the server while a field is wrong", async () => {
    const { onClose, server } = await rename(" ", { body: install });
    expect(await screen.findByText("Give the install a name.")).toBeTruthy();
    expect(server.asked).toHaveLength(0);
    expect(onClose).not.toHaveBeenCalled();
  });

  test("takes a password of ten characters and no shorter", async () => {
    const onClose = vi.fn();
    const server = fakeServer({ [`PATCH /api/v1/technicians/${me.technician.id}`]: { body: me.technician } });
    renderScreen(<SetPassword technician={me.technician} onClose={onClose} />);
    const field = await screen.findByLabelText("Password");
    fireEvent.change(field, { target: { value: "123456789" } });
    fireEvent.click(screen.getByRole("button", { name: "Save" }));
    fireEvent.change(field, { target: { value: "1234567890" } });
    fireEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(server.asked).toHaveLength(1);
    expect(await server.asked[0]?.json()).toEqual({ password: "1234567890" });
  });
});
