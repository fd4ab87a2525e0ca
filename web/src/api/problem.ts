// SPDX-License-Identifier: Apache-2.0
// What the API says when something went wrong (RFC 9457), as an Error that screens can show.
import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];

/** Codes that the console explains in the technician's language; others show the server's own words. */
export const kKnownCodes = [
  "invalid",
  "not_found",
  "conflict",
  "denied",
  "signed_out",
  "csrf",
  "rate_limited",
  "unavailable",
  "internal",
  "unreachable",
] as const;
export type KnownCode = (typeof kKnownCodes)[number];

export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ApiError";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** Makes an ApiError of whatever a failed answer held; a proxy's HTML page or an empty body included. */
export function toApiError(body: unknown, response: Response): ApiError {
  if (typeof body === "object" && body !== null && "code" in body && "title" in body) {
    return new ApiError({ ...(body as Problem), status: response.status });
  }
  const code = response.status === 429 ? "rate_limited" : response.status >= 502 && response.status <= 504 ? "unavailable" : "internal";
  return new ApiError({ type: "about:blank", title: `HTTP ${response.status}`, status: response.status, code });
}

/** The error when no answer came at all. */
export function unreachable(): ApiError {
  return new ApiError({ type: "about:blank", title: "No answer", status: 0, code: "unreachable" });
}

export function isStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status;
}
