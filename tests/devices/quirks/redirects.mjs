// SPDX-License-Identifier: Apache-2.0
// How devices send the browser elsewhere, mostly to themselves by their own address.
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { answer, page, redirect } from "../quirk.mjs";
import { certificate } from "./tls.mjs";

const arrived = page("arrived");
const own = (request, rest) => `${request.device.origin}${request.path.replace(/[^/]*$/, "")}${rest}`;
const sees = "arrived";

/** A device with a second web server on another port that its pages send the browser to. */
const twoPorts = { name: "Two ports",
  async beside(device) {
    device.second = http.createServer((request, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("arrived at the second port"));
    device.second.listen(0, device.address);
    await once(device.second, "listening");
    device.secondPort = device.second.address().port;
    device.endpoints.push({ scheme: "http", port: device.secondPort });
  },
  async after(device) { device.second.closeAllConnections(); device.second.close(); } };
/** A device that answers on http only to send the browser to https. */
const toHttps = { name: "Http and https",
  async beside(device) {
    device.second = https.createServer(await certificate(), (request, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("arrived over TLS"));
    device.second.listen(0, device.address);
    await once(device.second, "listening");
    device.secondPort = device.second.address().port;
    device.endpoints.push({ scheme: "https", port: device.secondPort });
  },
  async after(device) { device.second.closeAllConnections(); device.second.close(); } };

export const rows = [
  { name: "Redirect to its own address", says: "`Location: http://DEVICE/...`", sees, answers: { "": (request) => redirect(own(request, "next")), next: arrived } },
  { name: "Redirect without a scheme", says: "`Location: //DEVICE/...`", sees, answers: { "": (request) => redirect(own(request, "next").replace("http:", "")), next: arrived } },
  { name: "Redirect by a relative path", says: "`Location: next?a=1`", sees, answers: { "": redirect("next?a=1"), next: arrived } },
  { name: "Redirect by an absolute path", says: "`Location: /...`", sees, answers: { "": (request) => redirect(`${request.path}next`), next: arrived } },
  { name: "Redirect with blanks and Latin-1", says: "`Location: the page \xfc`, neither encoded.", sees: "encoded", answers: { "": redirect("the page \xfc"), "*": (request) => page(/^the%20page%20(%FC|%C3%BC)$/i.test(request.below) ? "encoded" : request.below) } },
  { name: "Redirect with a fragment", says: "`Location: http://DEVICE/...#tab2`", sees: "arrived #tab2", answers: { "": (request) => redirect(own(request, "next#tab2")), next: page("<script>document.write('arrived ' + location.hash)</script>") } },
  { name: "Redirect in capitals", says: "`LOCATION: HTTP://DEVICE/...`", sees, answers: { "": (request) => `HTTP/1.1 302 Found\r\nLOCATION: ${own(request, "next").replace("http:", "HTTP:")}\r\nContent-Length: 0\r\n\r\n`, next: arrived } },
  { name: "303 after a POST", says: "The form's answer is a redirect to its own address.", sees: "arrived by GET",
    answers: { "": page('<form method="post" action="save"><input name="a" value="1"></form><script>document.forms[0].submit()</script>'), save: (request) => redirect(own(request, "next"), { status: "303 See Other" }), next: (request) => page(`arrived by ${request.method}`) } },
  { name: "307 keeps the POST", says: "The body must come a second time, at the new place.", sees: "arrived by POST with a=1",
    answers: { "": page('<form method="post" action="save"><input name="a" value="1"></form><script>document.forms[0].submit()</script>'), save: (request) => redirect(own(request, "next"), { status: "307 Temporary Redirect" }), next: async (request) => page(`arrived by ${request.method} with ${await request.body}`) } },
  { name: "301 with a page and no Location", says: "The page is shown.", sees, answers: { "": answer("arrived", { status: "301 Moved Permanently" }) } },
  { name: "Redirects without end", says: "The browser ends it.", sees: "net::ERR_TOO_MANY_REDIRECTS", direct: { sees: "ERR_TOO_MANY_REDIRECTS", shows: "the browser's error" }, callout: { sees: "ERR_TOO_MANY_REDIRECTS", shows: "the browser's error" }, answers: { "": redirect("./") } },
  { name: "Content-Location", says: "Names the device's address: the browser must not learn it.", sees: /.+/, direct: { sees: /^http:\/\/127/, shows: "as sent" }, callout: { sees: /^(\/|http:\/\/[a-z0-9]+\.sessions\.localhost)/, shows: "the session's own" },
    answers: { "": page("<p>reader</p>"), data: (request) => answer("x", { lines: [`Content-Location: ${own(request, "other")}`] }) }, does: async () => (await fetch("data")).headers.get("content-location") },
  { name: "Refresh header to its own address", says: "`Refresh: 0; url=http://DEVICE/...`", sees, answers: { "": (request) => page("wait", [`Refresh: 0; url=${own(request, "next")}`]), next: arrived } },
  { name: "Refresh header by a relative path", says: "`Refresh: 0;URL=next`", sees, answers: { "": page("wait", ["Refresh: 0;URL=next"]), next: arrived } },
  { name: "Link header", says: "`Link: <http://DEVICE/...>; rel=preload`: the device must be asked for it.", sees: "loaded once", alike: false,
    answers: { "": (request) => page("<p>reader</p>", [`Link: <${own(request, "early.js")}>; rel=preload; as=script`]), "early.js": answer("window.early = 1", { type: "text/javascript" }) },
    does: async () => { for (let i = 0; i < 100 && !performance.getEntriesByName(new URL("early.js", location.href).href).length; i += 1) await new Promise((r) => { setTimeout(r, 30); }); return "loaded once"; },
    received: (requests) => assert.equal(requests.filter((r) => r.below === "early.js").length, 1) },
  { name: "Meta refresh by a relative path", says: "`<meta http-equiv=refresh content=\"0;url=next\">`", sees, answers: { "": page('<meta http-equiv="refresh" content="0;url=next">'), next: arrived } },
  { name: "Meta refresh to its own address", says: "`<meta http-equiv=refresh content=\"0;url=http://DEVICE/...\">`", sees, answers: { "": (request) => page(`<meta http-equiv="refresh" content="0;url=${own(request, "next")}">`), next: arrived } },
  { name: "Redirect to another port of the device", says: "`Location: http://DEVICE:8443/`, as after a change of ports.", on: twoPorts, sees: "arrived at the second port",
    answers: { "": (request) => redirect(`http://${request.device.address}:${request.device.secondPort}/`) } },
  { name: "Redirect to https", says: "`Location: https://DEVICE/`: the page on http only sends the browser on.", on: toHttps, sees: "arrived over TLS",
    answers: { "": (request) => redirect(`https://${request.device.address}:${request.device.secondPort}/`) } },
  { name: "Link to another port of the device", says: "The menu names a second web server by address and port.", on: twoPorts, sees: "arrived at the second port",
    answers: { "": (request) => page(`<a id="go" href="http://${request.device.address}:${request.device.secondPort}/">viewer</a><script>document.getElementById("go").click()</script>`) } },
  { name: "Redirect to another site", says: "To the maker's cloud: shown and not followed, for that site is not the device.", sees: /./, alike: false,
    direct: { sees: /ERR_NAME_NOT_RESOLVED|ERR_NAME_RESOLUTION_FAILED|ERR_PROXY|ERR_INTERNET/, shows: "followed" }, callout: { sees: /cloud\.maker\.invalid/, shows: "a page that says so" },
    answers: { "": redirect("http://cloud.maker.invalid/start?serial=1") } },
];
