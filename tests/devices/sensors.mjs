// SPDX-License-Identifier: Apache-2.0
// A sensor bridge: owhttpd with simulated 1-Wire thermometers; no login.
import { accepting, freePort, Program } from "../lib/process.mjs";

export async function start({ dir, port }) {
  port ??= await freePort();
  const program = new Program("owhttpd", ["--fake=DS18S20,DS2438", `--port=127.0.0.1:${port}`, "--foreground"], { log: `${dir}/sensors.log` });
  await accepting(port, { program });
  return { name: "Cold store sensors", software: "owhttpd", address: "127.0.0.1", endpoints: [{ scheme: "http", port }], auth: "none",
    sees: /Bus listing/, look: "click a sensor to see its temperature", program, stop: () => program.stop() };
}
