// SPDX-License-Identifier: Apache-2.0
// Mail through a real mail server: what arrives, what `calloutd mail test` says when it does not, and the outbox of a serving calloutd.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { run, until } from "../../lib/process.mjs";
import { certificates } from "../harness/certificates.mjs";
import { MailServer } from "../harness/mail_server.mjs";
import { calloutd, Server, toml } from "../harness/server.mjs";
import { folder } from "../harness/stack.mjs";

const sqlite = async (server, sql) => {
  const done = await run("sqlite3", ["-cmd", ".timeout 5000", server.config.store.path, sql]);
  assert.equal(done.code, 0, done.stderr);
  return done.stdout.trim();
};

/** As mail::Outbox does, for a test that has no invitation to send. */
const enqueue = (server, id, to) => sqlite(server, `INSERT INTO mail_outbox (id, team_id, recipient, language, kind, subject, plain, html, created_ms, state, attempts, next_try_ms, last_error)
  SELECT '${id}', id, '${to}', 'pt-BR', 'invitation', 'Olá, ${id}', 'https://callout.example.com/s3cret', '<p>s3cret</p>', ${Date.now()}, 'waiting', 0, ${Date.now()}, '' FROM teams LIMIT 1`);
const row = async (server, id) => JSON.parse(await sqlite(server, `SELECT json_object('state', state, 'attempts', attempts, 'error', last_error, 'plain', plain, 'html', html) FROM mail_outbox WHERE id = '${id}'`));
const became = (server, id, state, ms = 10_000) => until(`${id} ${state}`, async () => {
  const mail = await row(server, id);
  return mail.state === state && mail;
}, { ms, every: 100 });

test("calloutd mail test", async (t) => {
  const dir = folder(t);
  const mails = await MailServer.start(t, dir);
  let made = 0;
  const tryMail = (to, changes = {}, more = []) => {
    const file = `${dir}/mail-${++made}.toml`;
    writeFileSync(file, toml({ mail: { ...mails.config, ...changes } }));
    return run(calloutd, ["mail", "test", "--config", file, "--to", to, ...more]);
  };
  /** It fails with one line that matches, after exactly these hops. */
  const failsAt = (done, hops, word) => {
    assert.equal(done.code, 1, done.stdout + done.stderr);
    assert.match(done.stderr, word);
    assert.equal(done.stderr.trim().split("\n").length, 1, done.stderr);
    assert.deepEqual(done.stdout.split("\n").filter((line) => line.startsWith("  ")).map((line) => line.trim().split(/\s+/).join(" ")), hops);
    assert.ok(!(done.stdout + done.stderr).includes(mails.password));
  };

  await t.test("it arrives whole, in the language asked for", async () => {
    const done = await tryMail("ana@example.com", {}, ["--language", "pt-BR"]);
    assert.equal(done.code, 0, done.stdout + done.stderr);
    for (const hop of ["name", "connection", "tls", "sign-in", "sender", "recipient", "message"]) assert.match(done.stdout, new RegExp(`^  ${hop} +ok$`, "m"));
    assert.match(done.stdout, /has taken the mail: 250 /);
    const mail = await mails.mailTo("ana@example.com");
    assert.equal(mail.subject, "Mensagem de teste do Callout: configuração concluída");
    assert.deepEqual(mail.from, { name: "Callout de Produção", address: "callout@example.com" });
    assert.deepEqual(mail.to.map((each) => each.address), ["ana@example.com"]);
    assert.equal(mail.header("return-path"), "<callout@example.com>");
    assert.match(mail.header("received"), /with esmtpsa/);  // TLS, signed in.
    assert.match(mail.header("message-id"), /^<[a-z2-7]{26}@example\.com>$/);
    assert.equal(mail.header("auto-submitted"), "auto-generated");
    assert.equal(mail.header("content-language"), "pt-BR");
    assert.ok(Math.abs(new Date(mail.header("date")) - Date.now()) < 60_000, mail.header("date"));
    for (const text of [mail.text, mail.html]) assert.match(text, /Os acentos também chegam: á ã ç é ê í õ ú\./);
    assert.match(mail.html, /<html lang="pt-BR">/);
    assert.equal(mail.attachments.length, 0);
    for (const line of mail.raw.split("\n")) assert.ok(line.length <= 998 && /^[\x09\x20-\x7e\r]*$/.test(line), line);
  });
  await t.test("a wrong password", async () => {
    writeFileSync(`${dir}/wrong`, "wrong\n");
    failsAt(await tryMail("a@example.com", { password_file: `${dir}/wrong` }), ["name ok", "connection ok", "tls ok", "sign-in failed"], /refused the sign-in as callout \(535 .*mail\.password_file/);
  });
  await t.test("a certificate that nobody vouches for", async () => {
    mkdirSync(`${dir}/other`);
    const other = await certificates(`${dir}/other`, ["other.example"]);
    failsAt(await tryMail("a@example.com", { ca_file: other.ca }), ["name ok", "connection ok", "tls failed"], /certificate.*mail\.ca_file/);
  });
  await t.test("a certificate of another name", async () => {
    failsAt(await tryMail("a@example.com", { server: `smtp://callout.localhost:${mails.port}` }), ["name ok", "connection ok", "tls failed"], /name the server as its certificate does/);
  });
  await t.test("a name that does not exist, and a port where nobody listens", async () => {
    failsAt(await tryMail("a@example.com", { server: "smtp://mail.invalid" }), ["name failed"], /mail\.invalid.*not found/);
    failsAt(await tryMail("a@example.com", { server: "smtp://127.0.0.1:1" }), ["name ok", "connection failed"], /127\.0\.0\.1:1 can't be reached/);
  });
  await t.test("a recipient that is refused, and one that is put off", async () => {
    mails.refuse("gone@example.com");
    mails.defer("later@example.com");
    const through = ["name ok", "connection ok", "tls ok", "sign-in ok", "sender ok"];
    failsAt(await tryMail("gone@example.com"), [...through, "recipient failed"], /refused the recipient \(550 5\.1\.1 No such user here\)/);
    failsAt(await tryMail("later@example.com"), [...through, "recipient failed"], /451 4\.2\.0 Greylisted/);
    mails.accept("later@example.com");
    assert.equal((await tryMail("later@example.com")).code, 0);
    await mails.mailTo("later@example.com");
    assert.deepEqual(await mails.inbox("gone@example.com"), []);
  });
  await t.test("without signing in the sender is refused", async () => {
    failsAt(await tryMail("a@example.com", { username: "", password_file: "" }), ["name ok", "connection ok", "tls ok", "sender failed"], /refused the sender callout@example\.com \(550 sign in first\)/);
  });
  await t.test("what can't be mailed is said before anything is dialled", async () => {
    for (const [done, word] of [
      [await tryMail("no address"), /e-mail address/], [await tryMail("a@example.com\r\nBcc: b@example.com"), /e-mail address/],
      [await tryMail("a@example.com", { password_file: `${dir}/none` }), /no file .*none/],
    ]) {
      assert.equal(done.code, 1);
      assert.match(done.stderr, word);
    }
    writeFileSync(`${dir}/nothing.toml`, "");
    const none = await run(calloutd, ["mail", "test", "--config", `${dir}/nothing.toml`, "--to", "a@example.com"]);
    assert.match(none.stderr, /No mail server is configured/);
  });
});

test("the outbox of a serving calloutd", async (t) => {
  const dir = folder(t);
  const mails = await MailServer.start(t, dir);
  const server = await Server.make(`${dir}/server`, { config: { mail: mails.config } });
  await server.admin("owner@example.com", "Olga Owner", "correct horse battery");
  t.after(() => server.stop());

  await t.test("what was left before the start is sent, and its secret forgotten", async () => {
    await enqueue(server, "first", "ana@example.com");
    await server.start();
    const mail = await mails.mailTo("ana@example.com");
    assert.equal(mail.subject, "Olá, first");
    assert.match(mail.text, /https:\/\/callout\.example\.com\/s3cret/);
    assert.equal(mail.header("message-id"), "<first@example.com>");
    assert.deepEqual(await became(server, "first", "sent"), { state: "sent", attempts: 0, error: "", plain: "", html: "" });
    assert.equal(await server.metric("callout_mails_sent_total"), 1);
  });
  await t.test("a server that is down, and then up", async () => {
    await server.stop();
    await mails.stop();
    await enqueue(server, "down-a", "ana@example.com");
    await enqueue(server, "down-b", "bruno@example.com");
    await server.start();
    const waits = await until("a first try", async () => { const mail = await row(server, "down-b"); return mail.attempts > 0 && mail; });
    assert.match(waits.error, /can't be reached/);
    assert.match(waits.plain, /s3cret/);
    assert.equal(waits.state, "waiting");
    await until("the figure", async () => (await server.metric("callout_mails_waiting")) === 2);
    await mails.again();
    // A restart tries at once; by itself it would be in a minute.
    await server.stop();
    await server.start();
    await mails.mailTo("ana@example.com", { count: 2 });
    assert.equal((await became(server, "down-b", "sent")).plain, "");
  });
  await t.test("a recipient that is refused is given up at once; one that is put off gets the mail a minute later", async () => {
    mails.refuse("gone@example.com");
    mails.defer("later@example.com");
    await server.stop();
    await enqueue(server, "gone", "gone@example.com");
    await enqueue(server, "later", "later@example.com");
    await server.start();
    const gone = await became(server, "gone", "failed");
    assert.match(gone.error, /550 5\.1\.1 No such user here/);
    assert.equal(gone.plain + gone.html, "");
    const later = await until("a first try", async () => { const mail = await row(server, "later"); return mail.attempts === 1 && mail; });
    assert.match(later.error, /451 4\.2\.0 Greylisted/);
    mails.accept("later@example.com");
    await mails.mailTo("later@example.com", { ms: 90_000 });
    await became(server, "later", "sent");
    assert.equal((await mails.inbox("later@example.com")).length, 1);
    assert.equal(await server.metric("callout_mails_failed_total"), 1);
  });
  await t.test("neither subject, link nor password is in the log", () => {
    const log = readFileSync(server.log, "utf8");
    for (const secret of ["s3cret", "Olá", mails.password, "ana@"]) assert.ok(!log.includes(secret), secret);
    for (const message of ["mail sent", "mail postponed", "mail given up"]) assert.ok(log.includes(`"message":"${message}"`), message);
  });
});
