// SPDX-License-Identifier: Apache-2.0
// rsyslog with TLS (gtls) as an ordinary process with files of its own: what takes the audit records of calloutd in.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { accepting, Program } from "../../lib/process.mjs";

export class Rsyslog {
  /** tls: what certificates() answered. */
  constructor(dir, port, tls) {
    mkdirSync(dir, { recursive: true });
    Object.assign(this, { dir, port, messages: `${dir}/messages.jsonl`, raw: `${dir}/raw` });
    writeFileSync(`${dir}/rsyslog.conf`, `
global(workDirectory="${dir}" maxMessageSize="64k"
  defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="${tls.ca}" defaultNetstreamDriverCertFile="${tls.certificate}" defaultNetstreamDriverKeyFile="${tls.key}")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="message" type="string" string="%msg%\\n")
template(name="raw" type="string" string="%pri% %app-name% %msgid% %hostname% %timereported:::date-rfc3339%\\n")
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="audit")
ruleset(name="audit") {
  action(type="omfile" file="${this.messages}" template="message")
  action(type="omfile" file="${this.raw}" template="raw")
}
`);
  }

  async start() {
    this.program = new Program("/usr/sbin/rsyslogd", ["-n", "-f", `${this.dir}/rsyslog.conf`, "-i", `${this.dir}/pid`], { log: `${this.dir}/rsyslog.log` });
    await accepting(this.port, { program: this.program });
  }
  async stop() { await this.program?.stop(); }

  /** The JSON of the messages, in the order of their arrival. */
  records() { return existsSync(this.messages) ? readFileSync(this.messages, "utf8").split("\n").filter((line) => line.trim()).map((line) => JSON.parse(line)) : []; }
}
