// SPDX-License-Identifier: Apache-2.0
import { vi } from "vitest";

type Answer = { status?: number; body?: unknown } | "cut";

/** Answers fetch from `routes` ("GET /api/v1/me"), and keeps what was asked. */
export function fakeServer(routes: Record<string, Answer | ((request: Request) => Answer)>) {
  const asked: Request[] = [];
  const fetch = vi.fn(async (request: Request) => {
    asked.push(request);
    const route = routes[`${request.method} ${new URL(request.url).pathname}`];
    const answer = typeof route === "function" ? route(request) : route;
    if (answer === "cut") throw new TypeError("network");
    const { status = 200, body } = answer ?? { status: 404, body: { type: "about:blank", title: "Not found", status: 404, code: "not_found" } };
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "content-type": status < 400 ? "application/json" : "application/problem+json" },
    });
  });
  vi.stubGlobal("fetch", fetch);
  return { asked };
}

/** A stream of live changes that a test speaks through. */
export class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static all: FakeEventSource[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readyState = 0;

  constructor(readonly url: string) {
    super();
    FakeEventSource.all.push(this);
  }

  say(event: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }
}
