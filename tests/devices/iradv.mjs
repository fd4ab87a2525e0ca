// SPDX-License-Identifier: Apache-2.0
// A Canon iR-ADV C5240/C5850 as far as its Remote UI's login goes, on port 8000 of the real one: the device on which the login of other products
// fails. Its rules, each of which refuses whoever deviates:
//   GET / without cookies sets `sessionid` and `portalLang` and redirects to /login by its own address
//   GET /login shows the form with a Token that serves once; both cookies must be there
//   POST /login wants Host, Origin and Referer of its own, both cookies in their order, the Token; it answers 302 to /rps/nativetop.cgi?... by address
//   GET /rps/nativetop.cgi?RUIPNxBundle=&CorePGTAG=PGTAG_JOB_PRT_STAT&Dummy=... wants the login page as Referer, and sets `iR`
//   the portal and its job list want all three cookies; each form of the portal has a Token of its own
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { answer, page, redirect } from "./quirk.mjs";

const pin = "7654321";
const token = () => randomBytes(10).toString("hex");
const refused = (state, why) => { state.refusals.push(why); return answer(`<p>ERROR: ${why}</p>`, { status: "403 Forbidden" }); };
const top = /^\/rps\/nativetop\.cgi\?RUIPNxBundle=&CorePGTAG=PGTAG_JOB_PRT_STAT&Dummy=\d+$/;

/** The cookies that must be there, in the order in which the device set them and no other with them. */
function cookiesAre(request, state, ...names) {
  const values = { sessionid: state.sessionid, portalLang: "en", iR: state.iR };
  return request.header("cookie") === names.map((name) => `${name}=${values[name]}`).join("; ");
}

function serve(request, connection, state) {
  const { device } = request;
  const own = device.origin;
  if (request.header("host") !== device.authority) return refused(state, `Host ${request.header("host")}`);
  if (request.target === "/") {
    if (!state.sessionid || !request.header("cookie")) {
      state.sessionid = token();
      return redirect(`${own}/login`, { lines: [`Set-Cookie: sessionid=${state.sessionid}; Path=/; Domain=${device.address}; HttpOnly`, "Set-Cookie: portalLang=en; Path=/; Expires=Fri, 31 Dec 2038 23:59:59 GMT"] });
    }
    return cookiesAre(request, state, "sessionid", "portalLang", "iR") ? portal(state) : redirect(`${own}/login`);
  }
  if (request.target === "/login" && request.method === "GET") {
    if (!cookiesAre(request, state, "sessionid", "portalLang")) return refused(state, `cookies at the login page: ${request.header("cookie")}`);
    state.token = token();
    return page(`<h1>Remote UI: Login</h1><form method="post" action="/login"><input type="hidden" name="uri" value="/"><input type="hidden" name="i0015" value="">
      <input type="hidden" name="Token" value="${state.token}"><label>Department ID PIN <input type="password" name="i2101"></label><input type="submit" name="loginButton" value="Log In"></form>`, ["Cache-Control: no-cache", "X-Frame-Options: DENY"]);
  }
  if (request.target === "/login") return login(request, state, own);
  if (top.test(request.target)) {
    if (!state.loggedIn) return refused(state, "nativetop before the login");
    if (request.header("referer") !== `${own}/login`) return refused(state, `Referer of nativetop: ${request.header("referer")}`);
    if (!cookiesAre(request, state, "sessionid", "portalLang")) return refused(state, `cookies of nativetop: ${request.header("cookie")}`);
    state.iR = token();
    return page('<script>location.replace("/")</script>', [`Set-Cookie: iR=${state.iR}; Path=/`]);
  }
  if (request.target === "/rps/jpl.cgi" && request.method === "POST") return jobs(request, state, own);
  return answer("no such page", { status: "404 Not Found", type: "text/plain" });
}

async function login(request, state, own) {
  const form = await request.form();
  const expected = state.token;
  state.token = undefined;
  if (request.header("origin") !== own) return refused(state, `Origin ${request.header("origin")}`);
  if (request.header("referer") !== `${own}/login`) return refused(state, `Referer ${request.header("referer")}`);
  if (!cookiesAre(request, state, "sessionid", "portalLang")) return refused(state, `cookies of the login: ${request.header("cookie")}`);
  if (request.header("content-type") !== "application/x-www-form-urlencoded") return refused(state, `Content-Type ${request.header("content-type")}`);
  if (!expected || form.get("Token") !== expected) return refused(state, "Token");
  if (form.get("i2101") !== pin) return refused(state, "PIN");
  state.loggedIn = true;
  return redirect(`${own}/rps/nativetop.cgi?RUIPNxBundle=&CorePGTAG=PGTAG_JOB_PRT_STAT&Dummy=${Date.now()}`);
}

function portal(state) {
  state.jobToken = token();
  return page(`<h1>Remote UI: Portal</h1><p>Device: iR-ADV C5240</p><form method="post" action="/rps/jpl.cgi"><input type="hidden" name="Token" value="${state.jobToken}"><button>Job list</button></form>`, ["Cache-Control: no-store"]);
}

async function jobs(request, state, own) {
  const form = await request.form();
  const expected = state.jobToken;
  state.jobToken = undefined;
  if (!cookiesAre(request, state, "sessionid", "portalLang", "iR")) return refused(state, `cookies of the job list: ${request.header("cookie")}`);
  if (request.header("referer") !== `${own}/`) return refused(state, `Referer of the job list: ${request.header("referer")}`);
  if (!expected || form.get("Token") !== expected) return refused(state, "Token of the job list");
  return page("<p>2 jobs in the queue</p>");
}

const on = { name: "iR-ADV C5240" };

/** A row whose device owns every path. */
export const rows = [{
  name: "Canon iR-ADV login", says: "`sessionid` and `portalLang` by the first page, a one-time Token in each form, POST `/login`, `/rps/nativetop.cgi` with Referer sets `iR`; refuses whoever deviates.",
  on, cookies: true, alike: false, sees: "2 jobs in the queue", keeps: () => ({ refusals: [] }), claims: () => true, answers: { "*": serve },
  async drives({ tab, origin }) {
    await tab.goto(`${origin}/`);
    await tab.getByLabel("Department ID PIN").fill(pin);
    await tab.getByRole("button", { name: "Log In" }).click();
    await tab.getByText("iR-ADV C5240").waitFor();
    await tab.getByRole("button", { name: "Job list" }).click();
    await tab.getByText("jobs in the queue").waitFor();
    return tab.locator("body").innerText();
  },
  received: (requests, { state }) => assert.deepEqual(state.refusals, []),
}];
