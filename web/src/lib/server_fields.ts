// SPDX-License-Identifier: Apache-2.0
import { ApiError } from "@/api/problem";

/** The form field that a problem's JSON pointer names ("/endpoints/0/port" is "endpoints.0.port"), with the server's words for it. */
export function serverFieldError(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError) || !error.problem.field) return {};
  // The items of these lists share one field.
  const field = error.problem.field.replace(/^\//, "").replaceAll("/", ".").replace(/^(raw_ports|allowed_paths)\..*/, "$1");
  return field ? { [field]: error.problem.detail ?? error.problem.title } : {};
}
