// SPDX-License-Identifier: Apache-2.0
// A building controller: civetweb serving the pages beside this file behind Digest auth.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { accepting, freePort, Program } from "../lib/process.mjs";

const realm = "Building controller";

export async function start({ dir, port, user = "admin", password = "controller" }) {
  port ??= await freePort();
  const passwords = `${dir}/controller.htdigest`;
  writeFileSync(passwords, `${user}:${realm}:${createHash("md5").update(`${user}:${realm}:${password}`).digest("hex")}\n`, { mode: 0o600 });
  const program = new Program("civetweb", ["-listening_ports", `127.0.0.1:${port}`, "-document_root", `${import.meta.dirname}/controller`,
    "-authentication_domain", realm, "-enable_auth_domain_check", "no", "-global_auth_file", passwords, "-enable_directory_listing", "no",
    "-enable_keep_alive", "yes", "-num_threads", "10"], { log: `${dir}/controller.log` });
  await accepting(port, { program });
  return { name: "Building controller", software: "civetweb", address: "127.0.0.1", endpoints: [{ scheme: "http", port }], auth: "digest", user, password,
    sees: /Heating circuit/, look: "the pages behind the menu are all served by the device", program, stop: () => program.stop() };
}
