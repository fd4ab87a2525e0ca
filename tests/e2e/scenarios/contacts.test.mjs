// SPDX-License-Identifier: Apache-2.0
// What the customer sees: mails at the start and the end of a session through a real mail server, and the sessions by a link that needs no account.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as site from "../../devices/site.mjs";
import { until } from "../../lib/process.mjs";
import { launch } from "../harness/browser.mjs";
import { MailServer } from "../harness/mail_server.mjs";
import { folder, Stack } from "../harness/stack.mjs";

const email = "ana@example.com";

test("contacts and the journal link", async (t) => {
  const mails = await MailServer.start(t, folder(t));
  const device = await site.start({ pages: { "/": "<!doctype html><title>Device</title><p>page" } });
  const stack = await Stack.start(t, { devices: [device], server: { config: { mail: mails.config } } });
  const { api, server } = stack;
  const [printer] = stack.devices;
  const root = api.me.team.root_entity;
  const contacts = `/entities/${root}/contacts`;
  const member = await stack.member("Max Member");
  t.after(() => member.close());
  const context = await launch(t);
  const page = await context.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(request));
  let session, link, secret;

  await t.test("a session to a device tells its contacts, with a link", async () => {
    const made = await api.post(contacts, { name: "Ana", email, time_zone: "America/Sao_Paulo" });
    assert.equal(made.mails, "sent");
    session = await stack.openSession(printer, { api: member });
    const mail = await mails.mailTo(email);
    assert.equal(mail.subject, `Remote session started: ${printer.name}, ${api.me.team.name}`);
    for (const said of ["Technician: Max Member", "(UTC-03:00)", "Ends after: 30 min", "Olga Owner of"]) assert.ok(mail.text.includes(said), `${said} in ${mail.text}`);
    assert.equal(mail.header("list-unsubscribe"), `<${mail.text.match(/http\S+\/unsubscribe\?token=[\w-]{43}/)[0]}>`);
    assert.equal(mail.header("list-unsubscribe-post"), undefined, "one click is for https");
    link = mail.text.match(/http\S+\/journal#[\w-]{43}/)[0];
    secret = link.split("#")[1];
  });

  await t.test("the link shows the session in a browser that is not signed in", async () => {
    await page.goto(link);
    await page.getByRole("heading", { name: `Remote sessions at ${api.me.team.name}` }).waitFor();
    const row = page.getByRole("row").nth(1);
    for (const said of [printer.name, "Max Member", "Open now"]) assert.ok((await row.textContent()).includes(said), said);
    const told = await page.locator("main").innerText();
    for (const hidden of ["max@example.com", "127.0.0.1", email, "Main street"]) assert.ok(!told.includes(hidden), hidden);
    assert.ok(asked.length > 0 && asked.every((request) => !request.url().split("#")[0].includes(secret) && !request.headers().referer?.includes(secret)), "no address on the way has the secret");
    assert.deepEqual(asked.map((request) => new URL(request.url()).pathname).filter((path) => path.startsWith("/api/")), ["/api/v1/journal-links/look"]);
  });

  await t.test("the end is told, and shown", async () => {
    await (await stack.visit(session, { api: member })).fetch("/");
    await member.post(`/sessions/${session.id}/end`);
    await until("the second mail", async () => (await mails.inbox(email)).length === 2);
    const mail = (await mails.inbox(email)).find((each) => each.subject.startsWith("Remote session ended"));
    for (const said of ["Cause: The technician ended it", "Received from it: ", link]) assert.ok(mail.text.includes(said), `${said} in ${mail.text}`);
    await page.reload();
    await page.getByText("Ended by its technician").waitFor();
  });

  await t.test("in Portuguese as well", async () => {
    const portuguese = await launch(t, { locale: "pt-BR" });
    const tab = await portuguese.newPage();
    await tab.goto(link);
    await tab.getByRole("heading", { name: /Sessões remotas em/ }).waitFor();
    await portuguese.wholeBrowser.close();
  });

  await t.test("who stops the mails by the page gets no more", async () => {
    const address = (await mails.mailTo(email)).text.match(/http\S+\/unsubscribe\?token=[\w-]{43}/)[0];
    await page.goto(address);
    await page.getByRole("button", { name: "Stop these messages" }).waitFor();
    assert.equal((await api.get(contacts)).items[0].mails, "sent", "a look stops nothing");
    await page.getByRole("button", { name: "Stop these messages" }).click();
    await page.getByText("You get no more of these messages").waitFor();
    assert.equal((await api.get(contacts)).items[0].mails, "unsubscribed");
  });

  await t.test("one click of a mail program stops them too", async () => {
    await api.post(contacts, { name: "Bruno", email: "bruno@example.com" });
    const next = await stack.openSession(printer, { api: member });
    const header = (await mails.mailTo("bruno@example.com")).header("list-unsubscribe").slice(1, -1);
    const anyone = server.client();
    const click = await anyone.fetch(header, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "List-Unsubscribe=One-Click" });
    assert.equal(click.status, 204);
    anyone.close();
    await member.post(`/sessions/${next.id}/end`);
    await stack.closed(next.id, 5000, member);
    assert.deepEqual([(await mails.inbox(email)).length, (await mails.inbox("bruno@example.com")).length], [2, 1]);
  });

  await t.test("a link that is withdrawn says so, and all of it is recorded", async () => {
    const made = await api.post(`/entities/${root}/journal-links`, { name: "For Ana", days: 30 });
    await page.goto(made.link);
    await page.getByRole("table").waitFor();
    await api.delete(`/journal-links/${made.id}`);
    await page.reload();
    await page.getByText("This link does not work any more").waitFor();
    const { items } = await api.get(`/entities/${root}/journal-links`);
    for (const each of items) await api.delete(`/journal-links/${each.id}`);
    await page.goto("about:blank");
    await page.goto(link);
    await page.getByText("This link does not work any more").waitFor();
    const kinds = (await api.get("/audit?limit=200")).items.map((record) => record.kind);
    assert.equal(kinds.filter((kind) => kind === "journal_link_used").length, 2, "each link at most once an hour");
    assert.equal(kinds.filter((kind) => kind === "journal_link_made").length, 1);
    assert.ok(kinds.filter((kind) => kind === "journal_link_withdrawn").length >= 2);
  });

  await t.test("no secret is in the log", () => {
    const log = readFileSync(server.log, "utf8");
    assert.ok(!log.includes(secret));
    assert.ok(!log.includes("token="));
  });
});
