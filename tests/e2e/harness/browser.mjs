// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium, driven by playwright-core, with the console's steps as functions.
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { root } from "./server.mjs";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function launch(t, { args = [], ...context } = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...flags, ...args] });
  t?.after(() => browser.close());
  const tab = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context });
  // Scenarios run beside each other: patience costs only a run that fails.
  tab.setDefaultTimeout(40_000);
  return Object.assign(tab, { wholeBrowser: browser });
}

/** Signs in on the console's own page. */
export async function signIn(context, url, { email, password }) {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel(/e-?mail/i).fill(email);
  await page.getByLabel(/^password/i).fill(password);
  await page.getByRole("button", { name: /sign in/i }).click();
  await page.getByRole("link", { name: /devices/i }).first().waitFor();
  return page;
}

/** Goes to the device's Remote Technician tab, clicks Open Device Webpage, and answers the new tab. */
export async function openDevice(page, url, device) {
  await page.goto(`${url}/devices/${device.id}/remote`);
  const button = page.getByRole("button", { name: "Open Device Webpage" });
  const [tab] = await Promise.all([page.context().waitForEvent("page"), button.click()]);
  return tab;
}

/** Resolves once the tab shows a session host, that is, any host but the console's. */
export async function onSessionHost(tab, url) {
  const console_host = new URL(url).host;
  await tab.waitForURL((at) => at.protocol.startsWith("http") && at.host !== console_host, { waitUntil: "domcontentloaded", timeout: 40_000 });
  return new URL(tab.url()).origin;
}

/** All that the tab tells its reader, as the accessibility tree has it: also what stands in closed shadow roots. */
export async function told(tab) {
  const cdp = await tab.context().newCDPSession(tab);
  try {
    const { nodes } = await cdp.send("Accessibility.getFullAXTree");
    return nodes.map((node) => node.name?.value ?? "").join("\n");
  } finally {
    await cdp.detach();
  }
}

/** Saves a picture for whoever looks at a failed run. */
export async function picture(page, name) {
  const dir = `${root}/tests/e2e/out`;
  mkdirSync(dir, { recursive: true });
  await page.screenshot({ path: `${dir}/${name}.png` }).catch(() => {});
}
