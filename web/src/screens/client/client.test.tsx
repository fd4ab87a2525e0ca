// SPDX-License-Identifier: Apache-2.0
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeServer } from "@/test/fake_server";
import { renderScreen } from "@/test/render";
import { Client } from "./client";
import { readRequest } from "./request";

const assign = vi.fn();
const challenge = "c".repeat(43);

beforeEach(() => {
  assign.mockClear();
  vi.spyOn(window.location, "assign").mockImplementation(assign);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function show(search: Record<string, string>, answer: { status?: number; body: unknown } = { status: 201, body: { code: "the-code" } }) {
  const server = fakeServer({ "POST /api/v1/client-codes": answer });
  return { ...renderScreen(<Client />, { path: "/client", at: `/client?${new URLSearchParams(search)}` }), server };
}
const press = async (name: string) => fireEvent.click(await screen.findByRole("button", { name }));

describe("letting the command line in", () => {
  test("names the machine and, when allowed, sends the code to its port", async () => {
    const { server } = show({ port: "40123", state: "st", challenge, name: "laptop" });
    expect(await screen.findByRole("heading", { name: "Let the command line on laptop act as you?" })).toBeTruthy();
    expect(server.asked).toHaveLength(0);
    await press("Allow");
    await waitFor(() => expect(assign).toHaveBeenCalledWith("http://127.0.0.1:40123/?code=the-code&state=st"));
    expect(await server.asked[0]?.json()).toEqual({ challenge, name: "laptop" });
  });

  test("refused, asks for no code and tells the program", async () => {
    const { server } = show({ port: "40123", state: "st", challenge, name: "laptop" });
    await press("Refuse");
    expect(assign).toHaveBeenCalledWith("http://127.0.0.1:40123/?error=access_denied&state=st");
    expect(await screen.findByRole("heading", { name: "Refused" })).toBeTruthy();
    expect(server.asked).toHaveLength(0);
  });

  test("without a port, warns before and shows the code after", async () => {
    show({ challenge, name: "laptop" });
    expect(await screen.findByText("Did you start this yourself?")).toBeTruthy();
    await press("Allow");
    expect(await screen.findByText("the-code")).toBeTruthy();
    expect(assign).not.toHaveBeenCalled();
  });

  test("an answer that is none stays on the page", async () => {
    show({ port: "40123", state: "st", challenge, name: "laptop" }, { status: 429, body: { type: "about:blank", title: "x", status: 429, code: "rate_limited" } });
    await press("Allow");
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(assign).not.toHaveBeenCalled();
  });

  test("takes no address but that of callout login", () => {
    const good = { port: "1", state: "s", challenge, name: "n" };
    expect(readRequest(good)).toEqual({ port: 1, state: "s", challenge, name: "n" });
    for (const change of [{ port: "0" }, { port: "65536" }, { port: "80@evil" }, { port: "" }, { state: "a&b" }, { state: "" }, { challenge: "x" }, { name: "\u202e" }]) {
      expect(readRequest({ ...good, ...change }), JSON.stringify(change)).toBeUndefined();
    }
    expect(readRequest({ ...good, name: "a\u202e\nb" })?.name).toBe("a b");
  });
});
