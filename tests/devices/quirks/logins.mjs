// SPDX-License-Identifier: Apache-2.0
// How devices let people in: what HTTP has, what Windows has, and what their makers made up.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { answer, json, page } from "../quirk.mjs";
import * as iradv from "../iradv.mjs";
import { challenge, readMessage } from "../ntlm.mjs";

const user = "admin";
const password = "Pa55 w\u00f6rd";  // A blank and an umlaut.
const browser = { httpCredentials: { username: user, password } };
const inside = page("<p>logged in</p>");
const sees = "logged in";
const md5 = (text) => createHash("md5").update(text, "utf8").digest("hex");
const unauthorized = (...challenges) => answer("login", { status: "401 Unauthorized", lines: challenges.map((each) => `WWW-Authenticate: ${each}`) });
const forbidden = (why) => answer(why, { status: "403 Forbidden", type: "text/plain" });

const basicIsRight = (request) => request.header("authorization") === `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;

/** The fields of an Authorization: Digest, or null. */
function digestOf(request) {
  const text = request.header("authorization") ?? "";
  if (!/^digest /i.test(text)) return null;
  return Object.fromEntries([...text.slice(7).matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, name, quoted, plain]) => [name, quoted ?? plain]));
}
/** As a strict device does it: uri must be the request-target, byte for byte. */
function digestIsRight(request, realm, nonce) {
  const d = digestOf(request);
  if (!d || d.uri !== request.target || d.nonce !== nonce || d.realm !== realm) return false;
  const a1 = md5(`${user}:${realm}:${password}`);
  const a2 = md5(`${request.method}:${request.target}`);
  return d.response === (d.qop ? md5(`${a1}:${d.nonce}:${d.nc}:${d.cnonce}:${d.qop}:${a2}`) : md5(`${a1}:${d.nonce}:${a2}`));
}
const digest = (more) => ({ alike: false, browser, sees, keeps: () => ({ nonce: randomBytes(8).toString("hex") }), ...more });
const digestPage = (challenges, realm = "device") => (request, connection, state) => (digestIsRight(request, realm, state.nonce) ? inside : unauthorized(...challenges(state)));

/** NTLM signs in a connection: what came on it before counts, and nothing on any other. */
function ntlm(request, connection, state, lines) {
  const { message } = readMessage(request.header("authorization"));
  const on = connection.state;
  if (on.user) return page(`<p>logged in as ${on.user}</p>`);
  if (message?.type === 1) {
    on.challenge = randomBytes(8);
    return unauthorized(`${message.scheme} ${challenge(on.challenge, "DEVICE")}`);
  }
  if (message?.type === 3) {
    if (!on.challenge) { state.strays = (state.strays ?? 0) + 1; return unauthorized(...lines); }
    if (message.proves(on.challenge, { user, password })) { on.user = message.user; state.logins = (state.logins ?? 0) + 1; return page(`<p>logged in as ${on.user}</p>`); }
    return forbidden("wrong proof");
  }
  return unauthorized(...lines);
}
const ntlmRow = (name, says, lines) => ({ name, says, alike: false, browser, on: { name: "NTLM" }, sees: "logged in as admin, then logged in as admin 6 times", keeps: () => ({}),
  answers: { "": (request, connection, state) => ntlm(request, connection, state, lines), data: (request, connection, state) => ntlm(request, connection, state, lines) },
  does: async () => {
    const first = document.body.innerText.trim();
    const next = await Promise.all(Array.from({ length: 6 }, async (_, i) => (await (await fetch(`data?${i}`)).text()).match(/logged in as \w+/)?.[0]));
    return `${first}, then ${new Set(next).size === 1 ? next[0] : next} ${next.length} times`;
  },
  received: (requests, { state }) => { assert.ok(state.logins >= 1, "a login"); assert.equal(state.strays ?? 0, 0, "a login's last message came on another connection than its first"); } });

/** A login form with a token that serves once and a session cookie. */
const formLogin = {
  "": (request, connection, state) => {
    if (state.session && request.cookies.SESSID === state.session) return inside;
    state.token = randomBytes(6).toString("hex");
    return page(`<form method="post" action="login"><input type="hidden" name="token" value="${state.token}"><input name="user"><input name="password" type="password"><button>Log in</button></form>`, ["Cache-Control: no-store"]);
  },
  login: async (request, connection, state) => {
    const form = await request.form();
    const right = state.token && form.get("token") === state.token && form.get("user") === user && form.get("password") === password;
    state.token = null;
    if (!right) return forbidden("token or password");
    state.session = randomBytes(8).toString("hex");
    return answer("", { status: "302 Found", type: null, lines: [`Set-Cookie: SESSID=${state.session}; Path=/; Domain=${request.device.address}; HttpOnly`, `Location: ${request.device.origin}${request.path.replace(/login$/, "")}`] });
  },
};

export const rows = [
  { name: "Basic", says: "A password with a blank and an umlaut.", browser, alike: false, sees, answers: { "": (request) => (basicIsRight(request) ? inside : unauthorized('Basic realm="device"')) } },
  { name: "Basic without a password", says: "Wrong or no credentials: the device's own page is shown.", sees: "login", direct: { sees: /login|ERR_INVALID_AUTH_CREDENTIALS/ }, callout: { sees: /login|ERR_INVALID_AUTH_CREDENTIALS/ }, answers: { "": unauthorized('Basic realm="device"') } },
  { name: "Digest", says: "With `qop=auth`; `uri` must be the request-target byte for byte.", ...digest(), opens: "?a=%2F..//b&c=d|e", answers: { "": digestPage((state) => [`Digest realm="device", nonce="${state.nonce}", qop="auth", algorithm=MD5`]) } },
  { name: "Digest with its own address in the query", says: "The browser signs the target with the address that it has, so that must arrive byte for byte.", ...digest(), answers: { "": digestPage((state) => [`Digest realm="device", nonce="${state.nonce}", qop="auth"`]) },
    async drives({ tab, url, origin }) { await tab.goto(`${url}?back=${encodeURIComponent(origin)}`); return tab.locator("body").innerText(); } },
  { name: "Digest of RFC 2069", says: "Without `qop`, as of the oldest cameras.", ...digest(), answers: { "": digestPage((state) => [`Digest realm="device", nonce="${state.nonce}"`]) } },
  { name: "Digest and Basic", says: "Two lines, of which the browser takes the stronger.", ...digest(), answers: { "": digestPage((state) => [`Digest realm="device", nonce="${state.nonce}", qop="auth"`, 'Basic realm="device"']) },
    received: (requests) => assert.ok(requests.some((r) => digestOf(r)) && !requests.some((r) => /^basic/i.test(r.header("authorization") ?? ""))) },
  { name: "Digest nonce used once", says: "Each nonce serves one request; then `stale=true` with a new one.", ...digest(), sees: "5 of 5", answers: { "": page("<p>reader</p>"),
    data: (request, connection, state) => { if (digestIsRight(request, "device", state.nonce)) { state.nonce = null; return answer("in"); } const stale = digestOf(request) !== null; state.nonce = randomBytes(8).toString("hex"); return unauthorized(`Digest realm="device", nonce="${state.nonce}", qop="auth"${stale ? ", stale=true" : ""}`); } },
    does: async () => { let good = 0; for (let i = 0; i < 5; i += 1) good += (await fetch(`data?${i}`)).status === 200 ? 1 : 0; return `${good} of 5`; } },
  { name: "Digest nonce of one connection", says: "A nonce holds only on the connection on which it was given.", ...digest({ on: { name: "Digest by connection" }, keeps: () => ({ rounds: 0 }) }), sees: "8 of 8",
    answers: { "": page("<p>reader</p>"), data: (request, connection, state) => {
      const nonce = connection.state.nonce;
      if (nonce && digestIsRight(request, "device", nonce)) return answer("in");
      state.rounds += 1;
      connection.state.nonce = randomBytes(8).toString("hex");
      return unauthorized(`Digest realm="device", nonce="${connection.state.nonce}", qop="auth"${digestOf(request) ? ", stale=true" : ""}`);
    } },
    does: async () => { let good = 0; for (let i = 0; i < 8; i += 1) good += (await fetch(`data?${i}`)).status === 200 ? 1 : 0; return `${good} of 8`; },
    received: (requests, { state }) => assert.ok(state.rounds <= 3, `${state.rounds} challenges for 8 requests`) },
  ntlmRow("NTLM", "Signs in a connection, in three messages; the page's other requests come on connections of their own.", ["NTLM"]),
  ntlmRow("Negotiate and NTLM", "Two lines, of which the browser without Kerberos takes NTLM.", ["Negotiate", "NTLM"]),
  { name: "Form login with a one-time token", says: "A hidden token that serves once, then a session cookie with the device's address as Domain.", cookies: true, alike: false, sees, keeps: () => ({}), answers: formLogin,
    drives: async ({ tab, url }) => {
      await tab.goto(url);
      await tab.locator("[name=user]").fill(user);
      await tab.locator("[name=password]").fill(password);
      await tab.getByRole("button").click();
      await tab.getByText("logged in").waitFor();
      return tab.locator("body").innerText();
    } },
  { name: "Session in the path", says: "`/s/4f2a.../page`: the token is in each address and changes at each step.", alike: false, sees: "step 3", keeps: () => ({}),
    answers: { "": (request, connection, state) => { state.token = randomBytes(6).toString("hex"); state.step = 1; return page(`<a id="go" href="s/${state.token}/go">go</a><script>document.getElementById("go").click()</script>`); },
      "*": (request, connection, state) => {
        if (!request.target.endsWith(`/${state.token}/go`)) return forbidden("no session");
        state.token = randomBytes(6).toString("hex");
        state.step += 1;
        return page(`<p>step ${state.step}</p>${state.step < 3 ? `<a id="go" href="../${state.token}/go">go</a><script>document.getElementById("go").click()</script>` : ""}`);
      } } },
  { name: "Token in the query", says: "`?sid=...` on each address; refused without it.", alike: false, sees, keeps: () => ({ sid: randomBytes(6).toString("hex") }),
    answers: { "": (request, connection, state) => page(`<a id="go" href="in?sid=${state.sid}&amp;lang=en">go</a><script>document.getElementById("go").click()</script>`), in: (request, connection, state) => (request.parameters.get("sid") === state.sid ? inside : forbidden("no sid")) } },
  { name: "Token in a header", says: "Login by JSON gives a bearer token that each request carries.", alike: false, sees, keeps: () => ({ token: randomBytes(12).toString("base64") }),
    answers: { "": page("<p>reader</p>"), login: async (request, connection, state) => (JSON.parse(await request.body).password === password ? json({ token: state.token }) : forbidden("password")), data: (request, connection, state) => (request.header("authorization") === `Bearer ${state.token}` ? answer("logged in") : forbidden("token")) },
    gives: () => ({ password }),
    does: async ({ password: secret }) => { const { token } = await (await fetch("login", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ password: secret }) })).json(); return (await fetch("data", { headers: { Authorization: `Bearer ${token}` } })).text(); } },
  { name: "Token that the browser adds up", says: "The page hashes a challenge with the password by script.", alike: false, sees, keeps: () => ({ challenge: randomBytes(6).toString("hex") }),
    answers: { "": (request, connection, state) => page(`<script>const challenge = "${state.challenge}"; const sum = (t) => [...t].reduce((h, c) => (h * 31 + c.charCodeAt(0)) >>> 0, 7).toString(16);</script>`), data: (request, connection, state) => (request.header("x-proof") === [...`${state.challenge}${password}`].reduce((h, c) => (Math.imul(h, 31) + c.charCodeAt(0)) >>> 0, 7).toString(16) ? answer("logged in") : forbidden("proof")) },
    gives: () => ({ password }),
    does: async ({ password: secret }) => { const proof = [...(window.eval("challenge") + secret)].reduce((h, c) => (Math.imul(h, 31) + c.charCodeAt(0)) >>> 0, 7).toString(16); return (await fetch("data", { headers: { "X-Proof": proof } })).text(); } },
  { name: "Login that ends by 401", says: "Logging out answers 401 so that the browser forgets the password; the page behind it is shown.", sees: /login|ERR_INVALID_AUTH/, answers: { "": unauthorized('Basic realm="logged out"') } },
  ...iradv.rows,
];
