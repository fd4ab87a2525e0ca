// SPDX-License-Identifier: Apache-2.0
// The one way to the server. Every call goes through `call`, which gives the answer's body or throws an ApiError.
import createClient, { type Middleware } from "openapi-fetch";
import { toApiError, unreachable } from "./problem";
import type { paths } from "./schema";

/** Longer than any honest answer takes; a waiting screen then says that the server cannot be reached. */
const kAnswerDeadlineMs = 20_000;

let csrf_token = "";
let signed_out_listener: () => void = () => undefined;

/** The token of `GET /api/v1/me`, sent with every request that changes something. */
export function setCsrfToken(token: string): void {
  csrf_token = token;
}

/** Called when the server says that nobody is signed in (any more). */
export function onSignedOut(listener: () => void): void {
  signed_out_listener = listener;
}

const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && csrf_token) request.headers.set("X-CSRF-Token", csrf_token);
    return request;
  },
  onResponse({ response, schemaPath }) {
    // A wrong password or code is a 401 too, and leads nowhere else.
    if (response.status === 401 && !schemaPath.startsWith("/api/v1/sign-in")) signed_out_listener();
  },
};

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  // Looked up at each call, so that a test can stand in for the network.
  fetch: (request) => globalThis.fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(kAnswerDeadlineMs)]) }),
});
api.use(guard);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export async function call<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (!answer.response.ok) throw toApiError(answer.error, answer.response);
  return answer.data as T;
}
