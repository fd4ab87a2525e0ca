// SPDX-License-Identifier: Apache-2.0
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeServer } from "@/test/fake_server";
import { renderScreen } from "@/test/render";
import { me } from "@/test/samples";
import { SignIn } from "./sign_in";

const assign = vi.fn();

beforeEach(() => {
  assign.mockClear();
  vi.spyOn(window.location, "assign").mockImplementation(assign);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function signIn(next: string, answer: { status?: number; body: unknown } = { body: me }) {
  fakeServer({ "POST /api/v1/sign-in": answer });
  const shown = renderScreen(<SignIn />, { path: "/sign-in", at: `/sign-in?${new URLSearchParams({ next })}` });
  fireEvent.change(await screen.findByLabelText("E-mail"), { target: { value: "marina@example.com" } });
  fireEvent.change(screen.getByLabelText("Password"), { target: { value: "a long password" } });
  fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
  return shown;
}

describe("signing in", () => {
  test("goes back to where one came from", async () => {
    const { history } = await signIn("/devices/d1/remote");
    await waitFor(() => expect(history.location.pathname).toBe("/devices/d1/remote"));
    expect(assign).not.toHaveBeenCalled();
  });

  test("leaves /authorize to the server, by a full load of the page", async () => {
    const next = "/authorize?host=abc.localhost&state=s&challenge=c";
    await signIn(next);
    await waitFor(() => expect(assign).toHaveBeenCalledWith(next));
  });

  test("never leaves this origin", async () => {
    const { history } = await signIn("//evil.example/devices");
    await waitFor(() => expect(history.location.pathname).toBe("/"));
    expect(assign).not.toHaveBeenCalled();
  });

  test("a wrong password says so and keeps what was typed", async () => {
    const { history } = await signIn("/devices", { status: 401, body: { type: "about:blank", title: "Wrong", status: 401, code: "denied" } });
    expect((await screen.findByRole("alert")).textContent).toContain("That e-mail and password do not fit");
    expect(screen.getByLabelText<HTMLInputElement>("E-mail").value).toBe("marina@example.com");
    expect(screen.getByLabelText<HTMLInputElement>("Password").value).toBe("a long password");
    expect(history.location.pathname).toBe("/sign-in");
  });

  test("too many attempts say how long to wait", async () => {
    await signIn("/devices", { status: 429, body: { type: "about:blank", title: "Busy", status: 429, code: "rate_limited", retry_after_s: 12 } });
    expect((await screen.findByRole("alert")).textContent).toContain("Try again in 12 s.");
  });

  test("what the server does not offer is not shown", async () => {
    fakeServer({ "GET /api/v1/sign-in-options": { body: { registration: false, password_reset: true, languages: [] } } });
    renderScreen(<SignIn />, { path: "/sign-in", at: "/sign-in" });
    expect(await screen.findByRole("link", { name: "Forgot the password?" })).toBeTruthy();
    expect(screen.queryByRole("link", { name: "Make a team of your own" })).toBeNull();
  });
});

describe("the second factor", () => {
  const kStep = { body: { second_factor: true, challenge: "c1" } };
  const problem = (code: string) => ({ status: 401, body: { type: "about:blank", title: "No", status: 401, code } });

  async function toCode(answer: { status?: number; body: unknown }) {
    const { asked } = fakeServer({ "POST /api/v1/sign-in": kStep, "POST /api/v1/sign-in/second-factor": answer });
    const shown = renderScreen(<SignIn />, { path: "/sign-in", at: "/sign-in?next=/devices" });
    fireEvent.change(await screen.findByLabelText("E-mail"), { target: { value: "marina@example.com" } });
    fireEvent.change(screen.getByLabelText("Password"), { target: { value: "a long password" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    fireEvent.change(await screen.findByLabelText("Code"), { target: { value: " 123456 " } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    return { asked, ...shown };
  }

  test("is asked for after the password, and leads on", async () => {
    const { asked, history } = await toCode({ body: me });
    await waitFor(() => expect(history.location.pathname).toBe("/devices"));
    const given = asked.find((request) => request.url.endsWith("/second-factor"));
    expect(await given?.clone().json()).toEqual({ challenge: "c1", code: "123456" });
  });

  test("a wrong code says so and can be given again", async () => {
    await toCode(problem("denied"));
    expect((await screen.findByRole("alert")).textContent).toContain("That code is not right");
    expect(screen.getByLabelText("Code")).toBeTruthy();
  });

  test("after too many it begins with the password again", async () => {
    await toCode(problem("signed_out"));
    expect((await screen.findByRole("status")).textContent).toContain("Sign in again");
    expect(screen.getByLabelText("Password")).toBeTruthy();
  });
});
