// SPDX-License-Identifier: Apache-2.0
// What devices want to see in a request: themselves as host, origin and referrer, the bytes of the path as written, and nothing of a relay.
import assert from "node:assert/strict";
import { answer, json, page, redirect } from "../quirk.mjs";

const reader = page("<p>reader</p>");
const refused = (why) => answer(why, { status: "403 Forbidden", type: "text/plain" });
const bad = (why) => answer(why, { status: "400 Bad Request", type: "text/plain" });
const foreign = /^(via|forwarded|x-forwarded.*|x-real-ip|x-client-ip|true-client-ip|cf-.*|x-request-id|callout-.*|proxy-.*):/i;

/** Targets as the page's script asks for them; what arrives must be what a browser beside the device sends. */
const targets = ["//double//slash", "a//b///c", "%2e%2e%2fup", "a%2Fb%5Cc", "%zz%", "%41%7E%00", "q?", "q?a?b=c&&=d;e", "q?x=%2F..//a+b%20c", "p;v=1,2;w", "./a:b@c", "(1)!*'~$",
  "q?json={\"a\":[1,2]}", "q?pipe=a|b^c`d", "ümlaut?ö=ß", `long?${"x".repeat(8000)}`, "#fragment-only", "cgi-bin/param.cgi?action=list&group=Network.eth0"];

export const rows = [
  { name: "Host must be its own address", says: "400 for any other `Host`, as of CUPS, OPNsense, syncthing.", sees: "my own host",
    answers: { "": (request) => (request.header("host") === request.device.authority ? page("my own host") : bad(`not my host: ${request.header("host")}`)) } },
  { name: "Host must come first", says: "A parser that looks for `Host` in the second line.", sees: "first",
    answers: { "": (request) => (/^Host: /.test(request.lines[0]) ? page("first") : bad(request.lines[0])) } },
  { name: "Header names as browsers write them", says: "A parser that compares names byte for byte.", sees: "all names known",
    answers: { "": reader, data: (request) => {
      const missing = ["Host: ", "Connection: keep-alive", "Content-Length: 3", "Content-Type: ", "User-Agent: ", "Accept: ", "Origin: ", "Referer: ", "Accept-Encoding: ", "Accept-Language: "].filter((start) => !request.lines.some((line) => line.startsWith(start)));
      return missing.length ? bad(`missing ${missing.join()}`) : page("all names known");
    } },
    does: async () => (await fetch("data", { method: "POST", body: "a=b", headers: { "Content-Type": "text/plain" } })).text() },
  { name: "No field of a relay", says: "403 when a request shows that a proxy is on the way.", sees: "no relay seen",
    answers: { "": (request) => { const found = request.lines.filter((line) => foreign.test(line) || /callout|\.localhost/i.test(line)); return found.length ? refused(found.join()) : page("no relay seen"); } } },
  { name: "Origin must be its own", says: "403 for a POST from another origin.", sees: "saved",
    answers: { "": reader, save: (request) => (request.header("origin") === request.device.origin ? answer("saved") : refused(`origin ${request.header("origin")}`)) },
    does: async () => (await fetch("save", { method: "POST", body: "x=1" })).text() },
  { name: "Referer must be its own page", says: "403 unless the whole address of the form's page is there.", sees: "form taken",
    answers: { "": page('<form method="post" action="save"><input name="a" value="1"><button>Save</button></form><script>document.forms[0].submit()</script>'),
      save: (request) => (request.header("referer") === `${request.device.origin}${request.path.slice(0, -4)}` ? page("form taken") : refused(`referer ${request.header("referer")}`)) } },
  { name: "Referer of a link with a query", says: "The page behind a link opens only from the page before, query included.", sees: "came from the menu",
    opens: "?lang=en&menu=2#top",
    answers: { "": page('<a id="go" href="next">next</a><script>document.getElementById("go").click()</script>'),
      next: (request) => (request.header("referer") === `${request.device.origin}${request.path.slice(0, -4)}?lang=en&menu=2` ? page("came from the menu") : refused(`referer ${request.header("referer")}`)) } },
  { name: "CSRF token in cookie and header", says: "The token of a cookie must come again as `X-CSRF-Token`.", sees: "changed", cookies: true,
    answers: { "": page("<p>reader</p>", ["Set-Cookie: csrf=t0k3n; Path=/"]),
      save: (request) => (request.cookies.csrf === "t0k3n" && request.header("x-csrf-token") === "t0k3n" && request.header("origin") === request.device.origin ? answer("changed") : refused(request.head)) },
    does: async () => (await fetch("save", { method: "POST", body: "{}", headers: { "X-CSRF-Token": /csrf=(\w+)/.exec(document.cookie)[1] } })).text() },
  { name: "X-Requested-With", says: "Answers scripts only when the field of old libraries is there.", sees: "for a script",
    answers: { "": reader, data: (request) => (request.header("x-requested-with") === "XMLHttpRequest" ? answer("for a script") : refused("no script")) },
    does: () => new Promise((resolve) => { const x = new XMLHttpRequest(); x.open("GET", "data"); x.setRequestHeader("X-Requested-With", "XMLHttpRequest"); x.onload = () => resolve(x.responseText); x.send(); }) },
  { name: "User-Agent of a browser", says: "An own page for whatever is no browser.", sees: "for browsers",
    answers: { "": (request) => (/^Mozilla\/5\.0 .*Chrome\//.test(request.header("user-agent") ?? "") ? page("for browsers") : page("unsupported browser")) } },
  { name: "Accept-Language", says: "The page in the browser's language.", sees: "en-US",
    answers: { "": reader, data: (request) => answer(request.header("accept-language") ?? "none") }, does: async () => (await fetch("data")).text() },
  { name: "Absurd paths", says: `${targets.length} targets with double slashes, bare percent signs, encoded dots, pipes, 8 KB: the device must get each as a browser writes it.`, sees: `${targets.length} of ${targets.length}`,
    answers: { "": reader, "*": (request) => answer(request.target, { type: "text/plain" }) },
    gives: () => ({ targets }),
    does: async ({ targets: all }) => {
      let good = 0;
      const wrong = [];
      for (const target of all) {
        const url = target.startsWith("//") ? `.${target}` : target;
        const want = new URL(url, location.href);
        const got = await (await fetch(url)).text();
        const full = want.pathname + (want.href.includes("?") ? want.href.slice(want.href.indexOf("?")).replace(/#.*/, "") : "");
        if (got === full || (target.startsWith("#") && got.includes("reader"))) good += 1; else wrong.push(`${full} came as ${got}`);
      }
      return `${good} of ${all.length} ${wrong.join("; ").slice(0, 300)}`;
    } },
  { name: "A path that begins with two slashes", says: "`//status` is another page than `/status`.", sees: "two slashes",
    claims: (request) => request.target === "//two-slashes", answers: { "": reader, "//two-slashes": answer("two slashes", { type: "text/plain" }) },
    does: async () => (await fetch(`${location.origin}//two-slashes`)).text() },
  { name: "Methods beyond GET and POST", says: "PUT, DELETE, PATCH, PROPFIND and one of its own.", sees: "PUT 2 DELETE 0 PATCH 2 PROPFIND 2 SUBSCRIBE 0",
    answers: { "": reader, data: async (request) => answer(`${request.method} ${(await request.body).length}`) },
    does: async () => {
      const got = [];
      for (const [method, body] of [["PUT", "xy"], ["DELETE"], ["PATCH", "xy"], ["PROPFIND", "xy"], ["SUBSCRIBE"]]) got.push(await (await fetch("data", { method, body })).text());
      return got.join(" ");
    } },
  { name: "POST without a body", says: "Wants `Content-Length: 0`, or waits for a body that never comes.", sees: "length 0",
    answers: { "": reader, data: (request) => (request.header("content-length") === "0" ? answer("length 0") : bad(request.head)) }, does: async () => (await fetch("data", { method: "POST" })).text() },
  { name: "Form with a file", says: "`multipart/form-data` whose border and bytes must arrive as sent.", sees: "firmware.bin 300000 bytes, all there", alike: false,
    answers: { "": page('<form method="post" enctype="multipart/form-data" action="save"><input type="file" name="file"><input name="mode" value="now"></form>'), save: async (request) => {
      const body = await request.body;
      const [, border] = /boundary=(.+)$/.exec(request.header("content-type"));
      const start = body.indexOf("\r\n\r\n") + 4;
      const end = body.indexOf(`\r\n--${border}`, start);
      const file = body.subarray(start, end);
      return page(`${/filename="([^"]+)"/.exec(body.toString("latin1"))[1]} ${file.length} bytes, ${file.every((byte, i) => byte === i % 251) && body.includes('name="mode"') ? "all there" : "damaged"}`);
    } },
    drives: async ({ tab, url }) => {
      await tab.goto(url);
      await tab.setInputFiles("input[type=file]", { name: "firmware.bin", mimeType: "application/octet-stream", buffer: Buffer.from(Uint8Array.from({ length: 300000 }, (_, i) => i % 251)) });
      await Promise.all([tab.waitForURL(/save/), tab.evaluate(() => document.forms[0].submit())]);
      return tab.locator("body").innerText();
    } },
  { name: "Form in Latin-1", says: "The page's charset decides how the form's umlauts are sent.", sees: "q=%FC",
    answers: { "": () => Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nConnection: close\r\n\r\n<form method=post action=save><input name=q value="\xfc"></form><script>document.forms[0].submit()</script>', "latin1"),
      save: async (request) => page((await request.body).toString()) }, closes: true },
  { name: "Answers one session per address", says: "A login holds for the address it came from.", sees: "same address", alike: false,
    keeps: () => ({}), answers: { "": (request, connection, state) => { state.address = connection.socket.remoteAddress; return reader; }, data: (request, connection, state) => answer(state.address === connection.socket.remoteAddress ? "same address" : "another address") },
    does: async () => (await fetch("data")).text() },
];
