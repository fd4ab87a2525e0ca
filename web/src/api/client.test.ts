// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeServer } from "@/test/fake_server";
import { api, call, onSignedOut, setCsrfToken } from "./client";
import { ApiError } from "./problem";

const failed = (request: Promise<unknown>) =>
  request.then(
    () => {
      throw new Error("it was expected to fail");
    },
    (error: unknown) => error as ApiError,
  );
const device = { params: { path: { id: "d1" } } };

beforeEach(() => setCsrfToken("secret-token"));
afterEach(() => {
  onSignedOut(() => undefined);
  vi.unstubAllGlobals();
});

describe("the way to the server", () => {
  test("sends the CSRF token with every change and never with a GET", async () => {
    const { asked } = fakeServer({
      "GET /api/v1/team": { body: {} },
      "PATCH /api/v1/team": { body: {} },
      "POST /api/v1/devices/d1/check": { status: 202, body: {} },
      "DELETE /api/v1/devices/d1": { status: 204 },
    });
    await call(api.GET("/api/v1/team"));
    await call(api.PATCH("/api/v1/team", { body: { name: "New" } }));
    await call(api.POST("/api/v1/devices/{id}/check", device));
    await call(api.DELETE("/api/v1/devices/{id}", device));
    expect(asked.map((request) => [request.method, request.headers.get("X-CSRF-Token")])).toEqual([
      ["GET", null],
      ["PATCH", "secret-token"],
      ["POST", "secret-token"],
      ["DELETE", "secret-token"],
    ]);
  });

  test("gives what problem+json says", async () => {
    const body = { type: "about:blank", title: "Not allowed", status: 422, code: "invalid", detail: "Give another address.", field: "/address" };
    fakeServer({ "PATCH /api/v1/team": { status: 422, body } });
    const error = await failed(call(api.PATCH("/api/v1/team", { body: { name: "x" } })));
    expect(error).toBeInstanceOf(ApiError);
    expect(error.message).toBe("Give another address.");
    expect(error.problem).toEqual(body);
  });

  test("makes a problem of an answer that is none", async () => {
    vi.stubGlobal("fetch", async () => new Response("<html>Bad gateway</html>", { status: 502, headers: { "content-type": "text/html" } }));
    expect((await failed(call(api.GET("/api/v1/team")))).code).toBe("unavailable");
    vi.stubGlobal("fetch", async () => new Response("", { status: 500 }));
    expect((await failed(call(api.GET("/api/v1/team")))).code).toBe("internal");
  });

  test("says that the server cannot be reached when no answer comes", async () => {
    fakeServer({ "GET /api/v1/team": "cut" });
    const error = await failed(call(api.GET("/api/v1/team")));
    expect([error.code, error.status]).toEqual(["unreachable", 0]);
  });

  test("a 401 tells that the sign-in is over, a wrong password does not", async () => {
    const body = { type: "about:blank", title: "Signed out", status: 401, code: "signed_out" };
    fakeServer({ "GET /api/v1/team": { status: 401, body }, "POST /api/v1/sign-in": { status: 401, body } });
    const heard = vi.fn();
    onSignedOut(heard);
    await failed(call(api.POST("/api/v1/sign-in", { body: { email: "a@b", password: "wrong" } })));
    expect(heard).not.toHaveBeenCalled();
    await failed(call(api.GET("/api/v1/team")));
    expect(heard).toHaveBeenCalledOnce();
  });
});
