// SPDX-License-Identifier: Apache-2.0
// nginx as docs/operators/reverse-proxy.md says: the example of that page is what runs, with this test's names, ports and certificate.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { accepting, Program } from "../../lib/process.mjs";
import { root } from "./server.mjs";

/** The page's example in `language`, with each [what, by what] replaced; what it doesn't hold is a mistake of the page or of the test. */
export function example(language, changes) {
  const page = readFileSync(`${root}/docs/operators/reverse-proxy.md`, "utf8");
  let text = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(page)[1];
  for (const [what, by] of changes) {
    if (!text.includes(what)) throw new Error(`the ${language} example of reverse-proxy.md has no "${what}"`);
    text = text.replaceAll(what, by);
  }
  return text;
}

/**
 * port: where browsers come; upstream: "address:port" of calloutd; from: the address of ours that nginx dials it from. http2: for browsers. keeps: how many
 * connections to calloutd it keeps for the next request, of whomever. tellsConnections: whether it sends X-Forwarded-Connection.
 */
export async function nginx(t, dir, { port, upstream, from, tls, names, http2 = false, keeps = 0, tellsConnections = true }) {
  const home = `${dir}/nginx`;
  mkdirSync(home, { recursive: true });
  const site = example("nginx", [
    ["listen 443 ssl;", `listen 127.0.0.1:${port} ssl${http2 ? " http2" : ""};`], ["callout.example.com *.callout-sessions.example.net", names.join(" ")],
    ["/etc/ssl/callout.pem", tls.certificate], ["/etc/ssl/callout.key", tls.key], ["proxy_pass http://127.0.0.1:8440;", `proxy_pass http://calloutd; proxy_bind ${from};`],
    ...(tellsConnections ? [] : [["proxy_set_header X-Forwarded-Connection $remote_addr:$remote_port;", ""]]),
  ]);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${home}/${name};`).join(" ");
  const user = process.getuid() === 0 ? "user root; " : "";
  writeFileSync(`${home}/nginx.conf`, `daemon off; ${user}worker_processes 1; pid ${home}/pid; error_log stderr warn;\nevents {}\nhttp {\nupstream calloutd { server ${upstream}; ${keeps ? `keepalive ${keeps};` : ""} }\naccess_log off; ${temporary}\n${site}}\n`);
  const program = new Program("/usr/sbin/nginx", ["-p", home, "-c", `${home}/nginx.conf`, "-e", "stderr"], { log: `${home}/nginx.log` });
  t.after(() => program.stop());
  await accepting(port, { program });
  return program;
}
