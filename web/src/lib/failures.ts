// SPDX-License-Identifier: Apache-2.0
// The words for what stopped a session or a job. The server's `detail` is shown as it is; title and remedy speak the technician's language.
import type { TFunction } from "i18next";
import type { Failure } from "@/api/types";

const kCodes = [
  "install_offline",
  "install_silent",
  "agent_refused",
  "device_unreachable",
  "identity_changed",
  "identity_unknown",
  "tls_failed",
  "tls_key_changed",
  "not_http",
  "cancelled",
  "expired",
  "internal",
] as const;
type Code = (typeof kCodes)[number];

/** A code of a newer server is treated as what it says least about. */
const known = (code: string): Code => ((kCodes as readonly string[]).includes(code) ? (code as Code) : "internal");

export function failureTitle(t: TFunction, failure: Failure): string {
  return t(`failure.${known(failure.code)}`);
}

/** The server's own remedy knows the case best, but speaks English only. */
export function failureRemedy(t: TFunction, language: string, failure: Failure): string {
  if (failure.remedy && language.startsWith("en")) return failure.remedy;
  return t(`failure.${known(failure.code)}_remedy`);
}
