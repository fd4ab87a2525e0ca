// SPDX-License-Identifier: Apache-2.0
// Settings that hold the device's own address: a page reads them, and what it saves must be what the device wrote. The device compares; through Callout
// the page had session hosts in hand.
import { createHash } from "node:crypto";
import { answer, json, page } from "../quirk.mjs";
import { echo } from "../websocket.mjs";

const reader = page("<p>reader</p>");
const sha = (data) => createHash("sha256").update(data).digest("hex");
/** The device's own addresses: its page, another port of it, the same without a scheme and for a WebSocket. */
const settings = ({ device: { origin, authority, address } }) => ({ stream: `${origin}/cam?a=1`, updates: `http://${address}:8081/update`, secure: `https://${address}:8443/`, relative: `//${authority}/x`, socket: `ws://${authority}/ws`, host: authority });
const compared = (got, want) => (got === want ? answer("saved as it was", { type: "text/plain" }) : answer(`the device would keep ${got} instead of ${want}`.slice(0, 4000), { type: "text/plain" }));
const sees = "saved as it was";
const row = (name, says, answers, does, more = {}) => ({ name, says, sees, answers: { "": reader, settings: (request) => json(settings(request)), ...answers }, does, ...more });
const saves = (of) => ({ save: async (request) => compared(await of(request), JSON.stringify(settings(request))) });
const text = async (request) => (await request.body).toString("utf8");
const boundaryOf = (request) => /boundary=(.+)$/.exec(request.header("content-type"))[1];
/** The parts of a form by their names, as bytes. */
async function partsOf(request) {
  const all = (await request.body).toString("latin1").split(`--${boundaryOf(request)}`).slice(1, -1);
  return Object.fromEntries(all.map((part) => { const at = part.indexOf("\r\n\r\n"); return [/name="([^"]+)"/.exec(part.slice(0, at))[1], Buffer.from(part.slice(at + 4, -2), "latin1")]; }));
}
/** A device's envelope of ONVIF, with its address as text and as an attribute. */
const envelope = (request) => `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><XAddr>${request.device.origin}/onvif/device</XAddr><Snapshot uri="${request.device.origin}/snap?a=1&amp;b=2"/></s:Body></s:Envelope>`;
const mebibyte = Buffer.alloc(1 << 20, "firmware 4.2.1 \n");

export const rows = [
  row("Settings saved as JSON", "Read as JSON, changed and saved as a whole: with `PUT`.", saves(async (request) => { const { port, ...rest } = JSON.parse(await text(request)); return port === 2 && JSON.stringify(rest); }),
    async () => { const all = await (await fetch("settings")).json(); return (await fetch("save", { method: "PUT", body: JSON.stringify({ port: 2, ...all }), headers: { "Content-Type": "application/json" } })).text(); }),
  row("Settings with escaped slashes", "`http:\\/\\/DEVICE\\/...`, sent back as the text that it was, without a type of its own.", { settings: (request) => answer(JSON.stringify(settings(request)).replaceAll("/", "\\/"), { type: "application/json" }), save: async (request) => compared(await text(request), JSON.stringify(settings(request)).replaceAll("/", "\\/")) },
    async () => (await fetch("save", { method: "POST", body: await (await fetch("settings")).text() })).text()),
  row("Settings of 300 KB", "A long table as JSON, with addresses at both of its ends.", { settings: (request) => json({ ...settings(request), table: "x,".repeat(150_000), last: request.device.origin }), save: async (request) => { const { table, last, ...rest } = JSON.parse(await text(request)); return compared(`${JSON.stringify(rest)} ${table.length} ${last}`, `${JSON.stringify(settings(request))} 300000 ${request.device.origin}`); } },
    async () => { const all = await (await fetch("settings")).text(); return (await fetch("save", { method: "POST", body: all, headers: { "Content-Type": "application/json" } })).text(); }, { alike: false }),
  row("A form that a script filled", "The fields come from JSON; a hidden one holds `location.href`. The form goes out by itself.", { "": page('<form method="post" action="save"><input name="json"><input name="stream"><input name="host"><input type="hidden" name="back"></form>'),
    save: async (request) => { const form = await request.form(); const own = settings(request); const want = [JSON.stringify(own), own.stream, own.host, `${request.device.origin}${request.path.slice(0, -4)}`]; return page(`<p>${compared(["json", "stream", "host", "back"].map((name) => form.get(name)).join(" "), want.join(" ")).toString().split("\r\n\r\n")[1]}</p>`); } }, undefined,
    { async drives({ tab, url }) {
      await tab.goto(url);
      await Promise.all([tab.waitForURL(/save/), tab.evaluate(async () => { const all = await (await fetch("settings")).json(); const form = document.forms[0]; form.json.value = JSON.stringify(all); form.stream.value = all.stream; form.host.value = all.host; form.back.value = location.href; form.submit(); })]);
      return tab.locator("body").innerText();
    } }),
  row("A form of 300 KB", "A text area with a certificate chain, and an address behind it; the device wants a length.", { save: async (request) => { const form = await request.form(); return compared(`${form.get("chain").length} ${form.get("stream")} ${request.header("content-length") === undefined}`, `300000 ${settings(request).stream} false`); } },
    async () => { const { stream } = await (await fetch("settings")).json(); return (await fetch("save", { method: "POST", body: new URLSearchParams({ chain: "x".repeat(300_000), stream }) })).text(); }),
  row("A form with a field and a file", "`multipart/form-data`: the field is the device's own address; the file, a text that names the page's, arrives byte for byte.", { save: async (request) => { const { stream, file, sum, parameters } = await partsOf(request); return compared(`${stream} ${sha(file)} ${parameters}`, `${settings(request).stream} ${sum} ${JSON.stringify(settings(request))}`); } },
    async () => {
      const all = await (await fetch("settings")).json();
      const file = new TextEncoder().encode(`backup of ${location.origin}/ and ${location.host}`);
      const sum = [...new Uint8Array(await crypto.subtle.digest("SHA-256", file))].map((b) => b.toString(16).padStart(2, "0")).join("");
      const form = new FormData();
      form.append("stream", all.stream);
      form.append("file", new File([file], "backup.txt", { type: "text/plain" }));
      form.append("sum", sum);
      form.append("parameters", JSON.stringify(all));
      return (await fetch("save", { method: "POST", body: form })).text();
    }, { alike: false }),
  row("A firmware form", "8 MB between two fields that hold the device's address.", { save: async (request) => { const { first, file, last } = await partsOf(request); return compared(`${first} ${sha(file)} ${last}`, `${settings(request).stream} ${sha(Buffer.concat(Array(8).fill(mebibyte)))} ${settings(request).stream}`); } },
    async () => {
      const { stream } = await (await fetch("settings")).json();
      const mebi = new TextEncoder().encode("firmware 4.2.1 \n".repeat(65536));
      const form = new FormData();
      form.append("first", stream);
      form.append("file", new File(Array(8).fill(mebi), "firmware.bin", { type: "application/octet-stream" }));
      form.append("last", stream);
      return (await fetch("save", { method: "POST", body: form })).text();
    }, { alike: false }),
  row("SOAP", "An ONVIF envelope with addresses in elements and attributes, sent back with a `SOAPAction` that is one.", { settings: (request) => answer(envelope(request), { type: "application/soap+xml" }), save: async (request) => compared(`${await text(request)} ${request.header("soapaction")}`, `${envelope(request)} "${request.device.origin}/onvif/device#Set"`) },
    async () => { const xml = await (await fetch("settings")).text(); const address = /<XAddr>(.*?)</.exec(xml)[1]; return (await fetch("save", { method: "POST", body: xml, headers: { "Content-Type": "application/soap+xml; charset=utf-8", SOAPAction: `"${address}#Set"` } })).text(); }),
  row("An address in the query", "As it is, encoded once and twice, and the page's own host.", { save: (request) => compared(request.query, `a=${encodeURIComponent(settings(request).stream)}&b=${encodeURIComponent(encodeURIComponent(settings(request).stream))}&c=${settings(request).stream}&host=${request.device.authority}`) },
    async () => { const { stream } = await (await fetch("settings")).json(); return (await fetch(`save?a=${encodeURIComponent(stream)}&b=${encodeURIComponent(encodeURIComponent(stream))}&c=${stream}&host=${location.host}`)).text(); }),
  row("An address in a field", "`Destination` of WebDAV, and one of the maker's own.", { save: (request) => compared(`${request.method} ${request.header("destination")} ${request.header("x-stream")}`, `MOVE ${request.device.origin}/there%20/x ${settings(request).stream}`) },
    async () => { const { stream } = await (await fetch("settings")).json(); return (await fetch("save", { method: "MOVE", headers: { Destination: `${location.origin}/there%20/x`, "X-Stream": stream } })).text(); }),
  row("An address in a cookie", "A script keeps `location.href` in a cookie, encoded and as it is.", { save: (request) => { const own = `${request.device.origin}${request.path.slice(0, -4)}`; return compared(`${request.cookies.back} ${request.cookies.raw}`, `${encodeURIComponent(own)} ${own}`); } },
    async () => { document.cookie = `back=${encodeURIComponent(location.href)}`; document.cookie = `raw=${location.href}`; return (await fetch("save")).text(); }, { cookies: true }),
  row("A page that says where it is", "`location.hostname` with a scheme or port of another kind, as a camera's page makes its stream's address.", { save: async (request) => compared(await text(request), JSON.stringify([`rtsp://${request.device.address}:554/live`, `rtsp://${request.device.address}/live`, `http://${request.device.address}:8000/x`, request.device.address])) },
    async () => (await fetch("save", { method: "POST", body: JSON.stringify([`rtsp://${location.hostname}:554/live`, `rtsp://${location.hostname}/live`, `http://${location.hostname}:8000/x`, location.hostname]) })).text()),
  row("A WebSocket's messages", "Pass byte for byte, whatever they spell: it may be a protocol of the maker's own.", { ws: (request, connection) => { connection.takeOver(() => {}); echo(request.header("sec-websocket-key"), connection.socket); } },
    () => new Promise((resolve) => { const ws = new WebSocket(`${location.href.replace("http", "ws")}ws`); ws.onopen = () => ws.send(`${location.origin}/x`); ws.onmessage = ({ data }) => { ws.close(); resolve(data === `${location.origin}/x` ? "saved as it was" : data); }; })),
];
