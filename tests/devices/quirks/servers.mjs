// SPDX-License-Identifier: Apache-2.0
// Real web servers as devices, judged by what is to be seen after whatever login they have.
import * as camera from "../camera.mjs";
import * as controller from "../controller.mjs";
import * as printer from "../printer.mjs";
import * as sensors from "../sensors.mjs";
import * as servers from "../servers.mjs";

/** A kind of device that is a program. `start` answers { stop } and where it is, or null where this machine can't run it. */
const program = (name, start) => ({ name, async start(rows, { name: shown }) {
  const dir = servers.folder();
  const started = await start({ dir: dir.dir });
  if (!started) { dir.remove(); return null; }
  const endpoints = started.endpoints ?? [{ scheme: "http", port: started.port }];
  const address = started.address ?? "127.0.0.1";
  return { name: shown, address, endpoints, origin: `http://${address}:${endpoints[0].port}`, requests: [], faults: [], of: () => [], state: () => ({}), stop: async () => { await started.stop(); dir.remove(); } };
} });
const text = (tab) => tab.locator("body").innerText();
const login = (password, user = "admin") => ({ httpCredentials: { username: user, password } });
const row = (name, says, start, sees, more) => ({ name, says, on: program(name, start), alike: false, ms: 150_000, sees, drives: async ({ tab, origin }) => { await tab.goto(`${origin}/`); return text(tab); }, ...more });

export const rows = [
  row("civetweb", "A building controller behind Digest; its pages ask for more by script.", controller.start, "Controller BC40-00731, firmware 4.2.1 and Heating circuit 2: floor", { browser: login("controller"),
    drives: async ({ tab, origin }) => {
      await tab.goto(`${origin}/`);
      await tab.getByText("Controller BC40-00731, firmware 4.2.1").waitFor();
      await tab.getByRole("link", { name: "Circuits" }).click();
      await tab.getByText("Heating circuit 2: floor").waitFor();
      return "Controller BC40-00731, firmware 4.2.1 and Heating circuit 2: floor";
    } }),
  row("ustreamer", "A camera behind Basic, with its live picture.", camera.start, "the picture moves", { browser: login("camera"), leaves: true,
    drives: async ({ tab, origin }) => {
      await tab.goto(`${origin}/`);
      return tab.evaluate(async () => {
        const reader = (await fetch("/stream?extra_headers=1")).body.getReader();
        const times = new Set();
        for (let got = ""; times.size < 2;) { got = (got + String.fromCharCode(...(await reader.read()).value.subarray(0, 60000))).slice(-200000); for (const [, time] of got.matchAll(/X-Timestamp: ([\d.]+)/g)) times.add(time); }
        await reader.cancel();
        return "the picture moves";
      });
    } }),
  row("owhttpd", "A bus of sensors, without a login.", sensors.start, /statistics/i, { drives: async ({ tab, origin }) => { await tab.goto(`${origin}/`); await tab.getByRole("link", { name: "statistics" }).first().click(); await tab.waitForURL(/statistics/); return text(tab); } }),
  row("mini_httpd", "Basic by `.htpasswd`; HTTP/1.1 that closes after each answer.", servers.miniHttpd, "zone 1 armed", { browser: login(servers.password) }),
  row("webfs", "Basic; a listing of files with blanks in their names.", servers.webfs, "lines of log 2.txt", { browser: login(servers.password), drives: async ({ tab, origin }) => { await tab.goto(`${origin}/files/`); await tab.getByText("log 2.txt").click(); await tab.getByText("lines of").waitFor(); return text(tab); } }),
  row("merecat", "The kin of thttpd, without a login.", servers.merecat, "zone 1 armed"),
  row("shellinabox", "A console in the browser, by long polls.", servers.shellInABox, "you wrote show version", { leaves: true,
    drives: async ({ tab, origin }) => { await tab.goto(`${origin}/`); await tab.getByText("switch console").waitFor(); await tab.keyboard.type("show version"); await tab.keyboard.press("Enter"); await tab.getByText("you wrote show version").waitFor(); return text(tab); } }),
  row("noVNC, websockify and TigerVNC", "A panel's screen with a password, by a binary WebSocket.", servers.vncPanel, "320x240", { leaves: true,
    drives: async ({ tab, origin }) => { await tab.goto(`${origin}/vnc_lite.html?password=panel`); await tab.getByText("Connected to").waitFor(); return tab.evaluate(async () => { for (;;) { const canvas = document.querySelector("canvas"); if (canvas?.width === 320) return `${canvas.width}x${canvas.height}`; await new Promise((r) => { setTimeout(r, 20); }); } }); } }),
  row("Node-RED", "A controller that is programmed in the browser: a password, values by a WebSocket, a change that is deployed.", servers.nodeRed, "\"pump 3 runs\", then deployed", { leaves: true,
    drives: async ({ tab, origin }) => {
      await tab.goto(`${origin}/`);
      await tab.locator("#node-dialog-login-username").fill(servers.user);
      await tab.locator("#node-dialog-login-password").fill(servers.password);
      await tab.getByRole("button", { name: "Login" }).click();
      await tab.locator("#button .red-ui-flow-node-button-button").click();
      const message = await tab.locator(".red-ui-debug-msg-payload").innerText();
      await tab.getByRole("link", { name: "Pump 3" }).first().dblclick();
      await tab.locator("#node-input-name").fill("Pump 4");
      await tab.getByRole("button", { name: "Done" }).click();
      await tab.getByRole("link", { name: "Deploy", exact: true }).click();
      await tab.getByText("Successfully deployed").waitFor();
      return `${message}, then deployed`;
    } }),
  row("A page that Node-RED serves", "Made by a flow: its form is answered by a WebSocket.", servers.nodeRed, "speed 1450", { leaves: true,
    drives: async ({ tab, origin }) => { await tab.goto(`${origin}/pump`); await tab.locator("[name=speed]").fill("1450"); await tab.getByRole("button", { name: "Set" }).click(); await tab.getByText("speed 1450").waitFor(); return text(tab); } }),
  row("ippeveprinter", "A printer on a network of its own, which answers 400 to a foreign `Host`.", printer.start, /Office printer/i, { elsewhere: { direct: "works", callout: "works" } }),
];
