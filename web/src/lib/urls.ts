// SPDX-License-Identifier: Apache-2.0
import type { Endpoint } from "@/api/types";

/** How a person beside the device would type its page: "http://192.168.1.20", "https://[fd00::1]:8443". */
export function pageUrl(address: string, { scheme, port }: Pick<Endpoint, "scheme" | "port">): string {
  const host = address.includes(":") ? `[${address}]` : address;
  const usual = (scheme === "http" && port === 80) || (scheme === "https" && port === 443);
  return `${scheme}://${host}${usual ? "" : `:${port}`}`;
}

/** True for an address that a tab may be sent to. */
export function isWebUrl(text: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
