// SPDX-License-Identifier: Apache-2.0
// Technicians' accounts with a real mail server and a real browser: invited in Portuguese, joined, in with the rights that were given before; links that
// die; a password by mail; a second factor; an API token.
import assert from "node:assert/strict";
import { rmSync, statSync } from "node:fs";
import test from "node:test";
import { run, until } from "../../lib/process.mjs";
import { launch } from "../harness/browser.mjs";
import { MailServer } from "../harness/mail_server.mjs";
import { calloutd } from "../harness/server.mjs";
import { folder, owner, Stack } from "../harness/stack.mjs";
import { kStep, totp } from "../harness/totp.mjs";

const password = "nina's password 1";
/** A code of a step that was not used yet: each counts once, and none before it any more. */
async function nextCode(secret, after) {
  const step = () => Math.floor(Date.now() / kStep);
  await until("the next step of the app", () => step() > after, { ms: kStep + 5000, every: 500 });
  return { code: totp(secret), step: step() };
}
const link = (mail, path) => mail.text.match(new RegExp(`https?://\\S+${path}\\?token=[\\w-]{43}`))?.[0];
const token = (address) => new URL(address).searchParams.get("token");

test("accounts", async (t) => {
  const dir = folder(t);
  const mails = await MailServer.start(t, dir);
  const stack = await Stack.start(t, { withAgent: false, server: { config: { mail: mails.config, registration: { enabled: true } } } });
  const { api, server } = stack;
  const anyone = server.client();
  t.after(() => anyone.close());
  const open = (path, body) => anyone.fetch(`/api/v1${path}`, { method: "POST", headers: { "Content-Type": "application/json", Origin: server.url }, body: JSON.stringify(body) });
  const root = api.me.team.root_entity;
  const email = "nina@example.com";
  let nina;

  await t.test("an invitation in Portuguese leads into the team, with the rights that were given before", async () => {
    nina = (await api.post("/invitations", { email, language: "pt-BR" })).technician;
    assert.equal(nina.state, "invitation");
    await api.post("/access-rights", { holder: { kind: "technician", id: nina.id }, scope: { kind: "entity", id: root }, role: "remote-technician-user" });
    await api.post("/access-rights", { holder: { kind: "technician", id: nina.id }, scope: { kind: "entity", id: root }, role: "only-device-connection" });
    const mail = await mails.mailTo(email);
    assert.match(mail.subject, /convida você para a equipe/);
    assert.match(mail.html, /Entrar na equipe/);
    const context = await launch(t, { locale: "pt-BR" });
    const page = await context.newPage();
    await page.goto(link(mail, "/join"));
    await page.getByRole("heading", { name: /Entre na equipe/ }).waitFor();
    await page.getByLabel("Nome", { exact: true }).fill("Nina");
    await page.getByLabel("Sobrenome").fill("Nova");
    await page.getByLabel("Senha", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Entrar na equipe" }).click();
    await page.getByText(/Boas-vindas/).waitFor();
    await page.getByRole("link", { name: "Entrar", exact: true }).click();
    await page.getByLabel(/e-?mail/i).fill(email);
    await page.getByLabel("Senha", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Entrar", exact: true }).click();
    await page.getByRole("link", { name: /dispositivos/i }).first().waitFor();
    const activated = await api.get(`/technicians/${nina.id}`);
    assert.deepEqual([activated.state, activated.name, activated.language], ["activated", "Nina Nova", "pt-BR"]);
    const hers = await server.signedIn(email, password);
    assert.equal((await hers.ask("GET", "/devices")).status, 200);
    assert.equal((await hers.ask("GET", "/technicians")).status, 403);
    hers.close();
    assert.equal((await open("/invitations/accept", { token: token(link(mail, "/join")), first_name: "X", password })).status, 404, "a link works once");
    await page.goto(link(mail, "/join"));
    await page.getByText("Este link não funciona mais").waitFor();
    await context.wholeBrowser.close();
  });

  await t.test("sending again kills the old link, and withdrawing the new one", async () => {
    const { technician } = await api.post("/invitations", { email: "otto@example.com" });
    const first = link(await mails.mailTo("otto@example.com"), "/join");
    await api.post(`/technicians/${technician.id}/invitation`);
    const second = link(await mails.mailTo("otto@example.com", { count: 2 }), "/join");
    assert.equal((await open("/invitations/look", { token: token(first) })).status, 404);
    assert.equal((await open("/invitations/look", { token: token(second) })).json.email, "otto@example.com");
    await api.delete(`/technicians/${technician.id}/invitation`);
    assert.equal((await open("/invitations/accept", { token: token(second), first_name: "Otto", password })).status, 404);
    await assert.rejects(server.signedIn("otto@example.com", password), /401/);
  });

  await t.test("a forgotten password is replaced by mail, in the browser", async () => {
    const before = await server.signedIn(email, password);
    const unknown = await open("/password-resets", { email: "nobody@example.com" });
    const context = await launch(t);
    const page = await context.newPage();
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole("link", { name: "Forgot the password?" }).click();
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: "Mail the link" }).click();
    await page.getByText(/If this address has an account/).waitFor();
    const mail = await mails.mailTo(email, { count: 2 });
    assert.match(mail.subject, /nova senha/);
    await page.goto(link(mail, "/reset"));
    await page.getByLabel("Password", { exact: true }).fill(`${password}!`);
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByText("The password is set").waitFor();
    assert.equal((await before.ask("GET", "/me")).status, 401, "every sign-in has ended");
    before.close();
    await assert.rejects(server.signedIn(email, password), /401/);
    (await server.signedIn(email, `${password}!`)).close();
    assert.match((await mails.mailTo(email, { count: 3 })).subject, /senha do Callout foi alterada/);
    assert.equal((await open("/password-resets/complete", { token: token(link(mail, "/reset")), password: "once more, please" })).status, 404);
    assert.equal(unknown.status, 202);
    assert.deepEqual(await mails.inbox("nobody@example.com"), []);
    await context.wholeBrowser.close();
  });

  await t.test("a second factor, its codes and a recovery code", async () => {
    const hers = await server.signedIn(email, `${password}!`);
    const { secret } = await hers.post("/me/two-factor", { password: `${password}!` });
    let step = Math.floor(Date.now() / kStep);
    const { recovery_codes: codes } = await hers.put("/me/two-factor", { code: totp(secret) });
    assert.equal(codes.length, 10);
    await assert.rejects(server.signedIn(email, `${password}!`).then((half) => half.get("/me")), /401/, "the password alone is half the way");
    const context = await launch(t);
    const enter = async (code) => {
      const page = await context.newPage();
      await page.goto(`${server.url}/sign-in`);
      await page.getByLabel("E-mail").fill(email);
      await page.getByLabel("Password", { exact: true }).fill(`${password}!`);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByLabel("Code").fill(code);
      await page.getByRole("button", { name: "Sign in" }).click();
      return page;
    };
    const used = await enter(totp(secret, (step - 3) * kStep));
    await used.getByText("That code is not right").waitFor();
    await used.close();
    const now = await nextCode(secret, step);
    step = now.step;
    await (await enter(now.code)).getByRole("link", { name: "Devices" }).first().waitFor();
    await context.clearCookies();
    await (await enter(codes[0])).getByRole("link", { name: "Devices" }).first().waitFor();
    await until("the notice", async () => (await mails.inbox(email)).some((mail) => /código de recuperação/.test(mail.subject)));
    await context.clearCookies();
    await (await enter(codes[0])).getByText("That code is not right").waitFor();
    await context.wholeBrowser.close();
    await api.delete(`/technicians/${nina.id}/two-factor`);
    assert.equal((await hers.ask("GET", "/me")).status, 401, "an administrator's reset ends her sign-ins");
    hers.close();
    (await server.signedIn(email, `${password}!`)).close();
  });

  await t.test("an API token does what its scope says, until its technician is disabled", async () => {
    const hers = await server.signedIn(email, `${password}!`);
    const made = await hers.post("/api-tokens", { name: "Robot", scope: ["device_webpage.open"], expires_at: new Date(Date.now() + 3600_000).toISOString() });
    assert.match(made.token, /^callout-token-[\w-]{43}$/);
    const robot = server.client();
    const ask = (path, options = {}) => robot.fetch(`/api/v1${path}`, { ...options, headers: { Authorization: `Bearer ${made.token}` } });
    assert.equal((await ask("/devices")).status, 200);
    assert.equal((await ask("/technicians")).status, 403);
    assert.equal((await ask("/me/sign-ins", { method: "DELETE" })).status, 403);
    const events = await robot.open(`${server.url}/api/v1/events`, { headers: { Authorization: `Bearer ${made.token}` } });
    const cut = (async () => { for await (const part of events) void part; })().catch(() => undefined);
    const began = performance.now();
    await api.patch(`/technicians/${nina.id}`, { status: "disabled" });
    assert.equal((await ask("/devices")).status, 401);
    await cut;
    assert.ok(performance.now() - began < 1000, "what it had open is cut within a second");
    robot.close();
    hers.close();
  });

  await t.test("a lost key of the secrets is said, and the host's command is the way back in", async () => {
    const mine = await server.signedIn(owner.email, owner.password);
    const { secret } = await mine.post("/me/two-factor", { password: owner.password });
    await mine.put("/me/two-factor", { code: totp(secret) });
    mine.close();
    await server.stop();
    rmSync(`${server.dir}/secrets.key`);
    const refused = await run(calloutd, ["serve", "--config", server.file]);
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /The key file .*secrets\.key is missing, and the second factors of 1 accounts .*reset-two-factor/);
    const wrong = await run(calloutd, ["admin", "reset-two-factor", "--config", server.file, "--email", "nobody@example.com"]);
    assert.match(wrong.stderr, /There is no account for nobody@example\.com/);
    const done = await run(calloutd, ["admin", "reset-two-factor", "--config", server.file, "--email", owner.email]);
    assert.deepEqual([done.code, done.stdout.trim()], [0, "Removed the second factor of 1 account."]);
    await server.start();
    assert.equal(statSync(`${server.dir}/secrets.key`).mode & 0o777, 0o600);
    (await server.signedIn(owner.email, owner.password)).close();
  });

  await t.test("a team is registered and confirmed by mail", async () => {
    assert.equal((await open("/registrations", { email: "rita@example.com", name: "Rita R", team: "Rita's", password, language: "pt-BR" })).status, 202);
    assert.equal((await open("/registrations", { email: owner.email, name: "O", team: "Mine", password })).status, 202);
    const mail = await mails.mailTo("rita@example.com");
    assert.match((await mails.mailTo(owner.email)).subject, /account on Callout already/);
    const context = await launch(t);
    const page = await context.newPage();
    await page.goto(link(mail, "/register"));
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("Your team is ready").waitFor();
    const rita = await server.signedIn("rita@example.com", password);
    assert.equal(rita.me.team.name, "Rita's");
    assert.equal(rita.me.technician.owner, true);
    rita.close();
    await context.wholeBrowser.close();
  });
});
