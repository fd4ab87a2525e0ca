// SPDX-License-Identifier: Apache-2.0
// A real mail server (exim4) that takes mail for everybody and keeps it in a folder: unprivileged, with a configuration of its own, on a loopback port,
// with STARTTLS by a CA of the test's and AUTH PLAIN after it. Its binary is copied, so that it has no right of the installed one's.
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import PostalMime from "postal-mime";
import { accepting, freePort, Program, until } from "../../lib/process.mjs";
import { certificates } from "./certificates.mjs";

const user = "callout";
const password = "mail: password 1";
const nobody = 65534;

const configuration = ({ home, port, uid, gid, tls }) => `
exim_user = ${uid}
exim_group = ${gid}
primary_hostname = localhost
keep_environment =
exim_path = ${home}/exim
spool_directory = ${home}/spool
log_file_path = ${home}/log/%slog
pid_file_path = ${home}/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
deliver_drop_privilege = true
tls_advertise_hosts = *
tls_certificate = ${tls.certificate}
tls_privatekey = ${tls.key}
acl_smtp_mail = sender
acl_smtp_rcpt = recipient
begin acl
sender:
  deny message = sign in first
       !authenticated = *
  accept
recipient:
  deny message = 5.1.1 No such user here
       condition = \${lookup{$local_part@$domain}lsearch{${home}/refused}{yes}{no}}
  defer message = 4.2.0 Greylisted, come back later
       condition = \${lookup{$local_part@$domain}lsearch{${home}/deferred}{yes}{no}}
  accept
begin routers
everybody:
  driver = accept
  transport = inbox
begin transports
inbox:
  driver = appendfile
  directory = ${home}/inbox
  maildir_format
  envelope_to_add
  return_path_add
begin retry
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${user}}}{eq{$auth3}{${password}}}}}
  server_advertise_condition = \${if def:tls_in_cipher}
`;

export class MailServer {
  /**
   * Answers { port, ca, user, password, config, inbox(address), ... } of a server that has started and ends with the test. dir: a folder of the test.
   * config: section [mail] of a calloutd that sends through it.
   */
  static async start(t, dir) {
    const home = `${dir}/mail`;
    for (const part of ["", "/inbox", "/spool", "/log", "/tls"]) mkdirSync(home + part, { recursive: true });
    const tls = await certificates(`${home}/tls`, ["localhost", "127.0.0.1"]);
    const server = new MailServer();
    Object.assign(server, { home, port: await freePort(), ca: tls.ca, user, password, refused: new Set(), deferred: new Set() });
    const [uid, gid] = process.getuid() === 0 ? [nobody, nobody] : [process.getuid(), process.getgid()];
    if (process.getuid() === 0) server.uid = nobody;
    copyFileSync("/usr/sbin/exim4", `${home}/exim`);
    chmodSync(`${home}/exim`, 0o755);
    writeFileSync(`${home}/exim.conf`, configuration({ home, port: server.port, uid, gid, tls }));
    writeFileSync(`${home}/password`, `${password}\n`, { mode: 0o600 });
    for (const part of ["", "/inbox", "/spool", "/log", "/tls", "/tls/server.key"]) chownSync(home + part, uid, gid);
    chmodSync(dir, 0o711);  // The folder of the test is its owner's only; exim must get through it.
    server.lists();
    server.config = { server: `smtp://localhost:${server.port}`, username: user, password_file: `${home}/password`, from: "Callout de Produção <callout@example.com>", ca_file: tls.ca };
    t.after(() => server.stop());
    await server.again();
    return server;
  }

  /** Starts it after stop(), on the same port with the same mails. */
  async again() {
    this.program = new Program(`${this.home}/exim`, ["-C", `${this.home}/exim.conf`, "-bdf"], { log: `${this.home}/exim.log`, uid: this.uid });
    await accepting(this.port, { program: this.program });
  }
  /** At once: told to end, it would write its log once more, where the folder of the test may be gone already. */
  async stop() { await this.program?.kill(); }

  lists() {
    for (const list of ["refused", "deferred"]) {
      writeFileSync(`${this.home}/${list}`, [...this[list]].map((address) => `${address}: yes\n`).join(""));
      chmodSync(`${this.home}/${list}`, 0o644);
    }
  }
  /** From now on this recipient is refused with a 550. */
  refuse(address) { this.refused.add(address); this.lists(); }
  /** From now on this recipient is put off with a 451. */
  defer(address) { this.deferred.add(address); this.lists(); }
  /** Undoes both. */
  accept(address) { this.refused.delete(address); this.deferred.delete(address); this.lists(); }

  /** The mails that were delivered to the address, oldest first: { raw, subject, from, to, text, html, headers [{ key, value }], header(name) }. */
  async inbox(address) {
    const files = readdirSync(`${this.home}/inbox/new`, { withFileTypes: true }).map((file) => `${this.home}/inbox/new/${file.name}`).sort();
    const mails = await Promise.all(files.map(async (file) => {
      const raw = readFileSync(file, "utf8");
      const mail = await PostalMime.parse(raw);
      return Object.assign(mail, { raw, header: (name) => mail.headers.find(({ key }) => key === name.toLowerCase())?.value });
    }));
    return mails.filter((mail) => mail.header("envelope-to") === address);
  }

  /** The newest of at least `count` mails to the address, when they are there. */
  mailTo(address, { count = 1, ms = 10_000 } = {}) {
    return until(`${count} mails to ${address}`, async () => {
      const mails = await this.inbox(address);
      return mails.length >= count && mails.at(-1);
    }, { ms, every: 50 });
  }
}
