// SPDX-License-Identifier: Apache-2.0
import { fireEvent, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { fakeServer } from "@/test/fake_server";
import { renderScreen } from "@/test/render";
import { Journal } from "./journal";
import { Unsubscribe } from "./unsubscribe";

afterEach(() => vi.unstubAllGlobals());

const dead = { status: 404, body: { type: "about:blank", title: "Not found", status: 404, code: "not_found" } };
const session = {
  started_at: "2026-01-01T10:00:00Z",
  ended_at: "2026-01-01T10:05:00Z",
  technician: "Marina",
  device: "Printer",
  site: "Main street",
  kind: "webpage",
  read_only: true,
  closed_reason: "ended_by_technician",
  bytes_up: 5000,
  bytes_down: 1_200_000,
};
const journal = { team: "Dealer", entity: "Customer", expires_at: "2027-01-01T00:00:00Z", items: [session] };

describe("the journal of a customer", () => {
  const open = (at = "/journal#s3cret") => renderScreen(<Journal />, { path: "/journal", at });

  test("shows who opened which device, when, how long and how much", async () => {
    const { asked } = fakeServer({ "POST /api/v1/journal-links/look": { body: journal } });
    open();
    expect(await screen.findByRole("heading", { name: "Remote sessions at Customer" })).toBeTruthy();
    const row = within(screen.getByRole("table")).getAllByRole("row")[1]?.textContent ?? "";
    for (const said of ["Printer", "Main street", "Marina", "Read only", "5 min", "Ended by its technician", "1.2 MB", "5 kB"]) expect(row).toContain(said);
    expect(asked[0]?.url).not.toContain("s3cret");
    expect(await asked[0]?.clone().json()).toEqual({ token: "s3cret" });
  });

  test("a session that goes on says so, and older ones are a press away", async () => {
    const { asked } = fakeServer({
      "POST /api/v1/journal-links/look": () =>
        asked.length === 1
          ? { body: { ...journal, items: [{ ...session, ended_at: undefined, closed_reason: undefined }], next_cursor: "more" } }
          : { body: { ...journal, items: [{ ...session, device: "Copier" }] } },
    });
    open();
    expect(await screen.findByText("Open now")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Show more" }));
    expect(await screen.findByText("Copier")).toBeTruthy();
    expect(screen.getByText("Printer")).toBeTruthy();
    expect(await asked[1]?.clone().json()).toEqual({ token: "s3cret", cursor: "more" });
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
  });

  test("without any session it says so", async () => {
    fakeServer({ "POST /api/v1/journal-links/look": { body: { ...journal, items: [] } } });
    open();
    expect(await screen.findByText(/no sessions in the last 90 days/)).toBeTruthy();
  });

  test.each(["/journal#s3cret", "/journal"])("a dead link says so: %s", async (at) => {
    fakeServer({ "POST /api/v1/journal-links/look": dead });
    open(at);
    expect((await screen.findByRole("alert")).textContent).toContain("This link does not work any more");
    expect(screen.queryByRole("table")).toBeNull();
  });
});

describe("stopping mails", () => {
  const open = (at: string) => renderScreen(<Unsubscribe />, { path: "/unsubscribe", at });

  test("takes a press, not a look", async () => {
    const { asked } = fakeServer({ "POST /unsubscribe": { status: 204 } });
    open("/unsubscribe?token=abc");
    const button = await screen.findByRole("button", { name: "Stop these messages" });
    expect(asked).toHaveLength(0);
    fireEvent.click(button);
    expect((await screen.findByRole("status")).textContent).toContain("You get no more of these messages");
    expect(new URL(asked[0]?.url ?? "").search).toBe("?token=abc");
  });

  test("a dead link says so", async () => {
    fakeServer({ "POST /unsubscribe": dead });
    open("/unsubscribe?token=abc");
    fireEvent.click(await screen.findByRole("button", { name: "Stop these messages" }));
    expect((await screen.findByRole("alert")).textContent).toContain("This link does not work any more");
  });
});
