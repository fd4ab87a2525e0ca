// SPDX-License-Identifier: Apache-2.0
// An office printer: ippeveprinter on a network of its own, so that it is a device with a MAC address and not on loopback. It insists on D-Bus
// and Avahi, and answers 400 to a foreign Host; both live in its namespaces (printer.sh). Needs root and the right to make namespaces.
import { accepting } from "../lib/process.mjs";
import { network } from "./network.mjs";

/** Answers null, with the reason on `say`, where namespaces can't be made. */
export async function start({ dir, say = () => {} }) {
  const site = await network({ dir, name: "printer", script: `${import.meta.dirname}/printer.sh`, own: ["--mount", "--uts", "--mount-proc"], say });
  if (!site) return null;
  try {
    await accepting(8631, { address: site.address, ms: 20_000 });
  } catch (error) {
    await site.stop();
    throw new Error(`${error.message}\n${site.program.output}`);
  }
  return { name: "Office printer", software: "ippeveprinter", address: site.address, endpoints: [{ scheme: "http", port: 8631 }], auth: "none",
    sees: /Office printer/i, look: "its status page, served from a network of its own", program: site.program, stop: site.stop };
}
