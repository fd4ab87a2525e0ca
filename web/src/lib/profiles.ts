// SPDX-License-Identifier: Apache-2.0
// What a device profile means, in words, and which one would fit a device by itself. The server decides (src/model/profile.cc);
// here it is only foretold, for a device that another one is chosen for.
import type { TFunction } from "i18next";
import type { Device, Profile, Treatment } from "@/api/types";
import { endpointText } from "./endpoints";

const fold = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Whether `pattern` fits all of `text`: `*` stands for anything, ASCII letters of either case. A device's title meets it, so its time is bounded: no RegExp. */
export function glob(pattern: string, text: string): boolean {
  const [p, t] = [fold(pattern), fold(text)];
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let read = 0; read < t.length; ) {
    if (p[at] === "*") {
      star = at;
      at += 1;
      resume = read;
    } else if (p[at] === t[read]) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      read = resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(p.slice(at));
}

/** The first that fits what the device's last check saw; `profiles` in the order of the server's list. */
export function fittingProfile(profiles: readonly Profile[], device: Device): Profile | undefined {
  const pages = device.endpoints.flatMap(({ check }) => (check?.reachable ? [check] : []));
  return profiles.find(({ match }) =>
    match.some(({ title, server }) => pages.some((page) => (!title || glob(title, page.title ?? "")) && (!server || glob(server, page.server ?? "")))),
  );
}

/** What differs from a device without a profile, in a few words each. */
export function summary(t: TFunction, { connections, tls, translate_bodies, endpoints, allowed_paths }: Treatment): string {
  const parts = [
    connections !== undefined && t("treatment.connections", { count: connections }),
    tls !== "automatic" && t(`treatment.tls_${tls}`),
    !translate_bodies && t("treatment.untranslated"),
    endpoints.length > 0 && t("treatment.endpoints", { list: endpointText(endpoints) }),
    allowed_paths.length > 0 && t("treatment.paths", { count: allowed_paths.length }),
  ];
  const line = parts.filter(Boolean).join(" · ") || t("treatment.defaults");
  return line.charAt(0).toLocaleUpperCase() + line.slice(1);
}
