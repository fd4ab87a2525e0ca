// SPDX-License-Identifier: Apache-2.0
import { fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { fakeServer } from "@/test/fake_server";
import { renderScreen } from "@/test/render";
import { Forgot } from "./forgot";
import { Join } from "./join";
import { Register } from "./register";
import { Reset } from "./reset";

afterEach(() => vi.unstubAllGlobals());

const facts = { team: "Northwind", email: "nina@example.com", inviter: "Marina", first_name: "nina", last_name: "", language: "", expires_at: "2026-01-04T00:00:00Z" };
const dead = { status: 404, body: { type: "about:blank", title: "Not found", status: 404, code: "not_found" } };
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const body = async (request: Request | undefined) => (await request?.clone().json()) as Record<string, string>;

describe("joining a team", () => {
  const join = () => renderScreen(<Join />, { path: "/join", at: "/join?token=abc" });

  test("says who invites whom to what, and takes name and password", async () => {
    const { asked } = fakeServer({ "POST /api/v1/invitations/look": { body: facts }, "POST /api/v1/invitations/accept": { body: { email: facts.email } } });
    join();
    expect(await screen.findByRole("heading", { name: "Join Northwind" })).toBeTruthy();
    expect(screen.getByText(/Marina invites you/).textContent).toContain("nina@example.com");
    expect(screen.getByLabelText<HTMLInputElement>("First name").value).toBe("");
    type("First name", " Nina ");
    type("Password", "a long password");
    fireEvent.click(screen.getByRole("button", { name: "Join the Team" }));
    expect((await screen.findByRole("status")).textContent).toContain("Welcome to the team");
    const sent = await body(asked.find((request) => request.url.endsWith("/accept")));
    expect(sent).toMatchObject({ token: "abc", first_name: "Nina", password: "a long password", language: "en" });
  });

  test("a short password is not sent", async () => {
    const { asked } = fakeServer({ "POST /api/v1/invitations/look": { body: facts } });
    join();
    await screen.findByLabelText("Password");
    type("First name", "Nina");
    type("Password", "short");
    fireEvent.click(screen.getByRole("button", { name: "Join the Team" }));
    expect(await screen.findByText("A password has at least 10 characters.")).toBeTruthy();
    expect(asked.some((request) => request.url.endsWith("/accept"))).toBe(false);
  });

  test("a dead link says so", async () => {
    fakeServer({ "POST /api/v1/invitations/look": dead });
    join();
    expect((await screen.findByRole("alert")).textContent).toContain("This link does not work any more");
  });
});

describe("a forgotten password", () => {
  test("the answer is the same for every address", async () => {
    fakeServer({ "POST /api/v1/password-resets": { status: 202 } });
    renderScreen(<Forgot />, { path: "/forgot", at: "/forgot" });
    await screen.findByLabelText("E-mail");
    type("E-mail", "nobody@example.com");
    fireEvent.click(screen.getByRole("button", { name: "Mail the link" }));
    expect((await screen.findByRole("status")).textContent).toContain("If this address has an account");
  });

  test("the link sets a new one", async () => {
    const { asked } = fakeServer({ "POST /api/v1/password-resets/complete": { body: { email: "a@example.com" } } });
    renderScreen(<Reset />, { path: "/reset", at: "/reset?token=abc" });
    await screen.findByLabelText("Password");
    type("Password", "another password");
    fireEvent.click(screen.getByRole("button", { name: "Set the password" }));
    expect((await screen.findByRole("status")).textContent).toContain("The password is set");
    expect(await body(asked[0])).toEqual({ token: "abc", password: "another password" });
  });

  test("a used link says so", async () => {
    fakeServer({ "POST /api/v1/password-resets/complete": dead });
    renderScreen(<Reset />, { path: "/reset", at: "/reset?token=abc" });
    await screen.findByLabelText("Password");
    type("Password", "another password");
    fireEvent.click(screen.getByRole("button", { name: "Set the password" }));
    expect((await screen.findByRole("alert")).textContent).toContain("Ask for a new one");
  });
});

describe("registering", () => {
  const register = (at: string) => renderScreen(<Register />, { path: "/register", at });

  test("where it is switched off, there is no form", async () => {
    fakeServer({ "GET /api/v1/sign-in-options": { body: { registration: false, password_reset: true, languages: [] } } });
    register("/register");
    expect(await screen.findByText(/takes no registrations/)).toBeTruthy();
    expect(screen.queryByLabelText("Password")).toBeNull();
  });

  test("a link of a mail is used by a press, not by being opened", async () => {
    const { asked } = fakeServer({ "POST /api/v1/registrations/confirm": { body: { email: "rita@example.com" } } });
    register("/register?token=abc");
    const confirm = await screen.findByRole("button", { name: "Confirm" });
    expect(asked).toHaveLength(0);
    fireEvent.click(confirm);
    expect((await screen.findByRole("status")).textContent).toContain("Your team is ready");
  });
});
