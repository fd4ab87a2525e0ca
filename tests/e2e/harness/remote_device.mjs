// SPDX-License-Identifier: Apache-2.0
// A web server on a network of its own (veth, a MAC address of its own), for what loopback can't show: civetweb with an access log to count by.
import { mkdirSync, readFileSync, existsSync, writeFileSync } from "node:fs";
import { accepting } from "../../lib/process.mjs";
import { network } from "../../devices/network.mjs";

export async function webserver(dir) {
  const pages = `${dir}/pages`;
  mkdirSync(pages, { recursive: true });
  writeFileSync(`${pages}/index.html`, "<!doctype html><title>On site</title><p>page on site</p>");
  const script = `${dir}/webserver.sh`;
  writeFileSync(script, '#!/bin/sh\nexec civetweb -listening_ports 80 -document_root "$1/pages" -access_log_file "$1/access.log"\n', { mode: 0o755 });
  const site = await network({ dir, name: "webserver", script });
  await accepting(80, { address: site.address });
  return { name: "Device on site", address: site.address, endpoints: [{ scheme: "http", port: 80 }], setMac: site.setMac, host: site.host, stop: site.stop,
    requests: async () => (existsSync(`${dir}/access.log`) ? readFileSync(`${dir}/access.log`, "utf8").split("\n").length - 1 : 0) };
}
