// SPDX-License-Identifier: Apache-2.0
// Device profiles of the stand-in server: the shipped ones as they are, and which one holds for a device.
import { readFileSync, readdirSync } from "node:fs";

const kFolder = new URL("../../src/model/profiles/", import.meta.url);
const kDefaults = { match: [], tls: "automatic", translate_bodies: true, endpoints: [], allowed_paths: [] };

export const profileOf = (id, document, shipped = false) => ({ ...kDefaults, ...document, id, shipped });

export const shippedProfiles = () =>
  readdirSync(kFolder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => profileOf(name.replace(".json", ""), JSON.parse(readFileSync(new URL(name, kFolder), "utf8")), true))
    .sort((a, b) => a.name.localeCompare(b.name));

const escape = (text) => text.replace(/[.()[\]+?^$|{}\\]/g, "\\$&");
const glob = (pattern, text = "") => new RegExp(`^${pattern.split("*").map(escape).join(".*")}$`, "i").test(text);
const fits = ({ title, server }, check) => (!title || glob(title, check.title)) && (!server || glob(server, check.server));

/** The device as it is told, with what follows for it from `profiles`; `chosen_profile` is how the stand-in remembers the choice. */
export function treated(device, profiles) {
  const pages = device.endpoints.flatMap(({ check }) => (check?.reachable ? [check] : []));
  const chosen = profiles.find(({ id }) => id === device.chosen_profile);
  const profile = chosen ?? profiles.find(({ match }) => match.some((pattern) => pages.some((page) => fits(pattern, page))));
  const { connections, tls, translate_bodies, endpoints, allowed_paths } = profile ?? kDefaults;
  const body_translation = device.body_translation ?? "as_profile";
  return {
    ...device,
    body_translation,
    profile: profile && { id: profile.id, name: profile.name, shipped: profile.shipped, chosen: profile === chosen },
    treatment: { connections, tls, translate_bodies: body_translation === "as_profile" ? translate_bodies : body_translation === "on", endpoints, allowed_paths },
  };
}
