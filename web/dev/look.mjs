// SPDX-License-Identifier: Apache-2.0
// Walks through every screen in light and dark, on a desk and on a phone, in both languages: takes a picture of each into .look/, and fails
// on any axe-core violation, console error, CSP or Trusted Types violation, sideways scrolling, or target smaller than 24 px.
//   npm run build && npm run look [part of a name]
import { mkdirSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { start } from "./server.mjs";
import { kScenes } from "./scenes.mjs";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const out = new URL("../.look/", import.meta.url);
mkdirSync(out, { recursive: true });
const wanted = process.argv[2] ?? "";

const kSizes = { desk: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };
const kLooks = [
  { size: "desk", scheme: "light", language: "en-US" },
  { size: "desk", scheme: "dark", language: "pt-BR" },
  { size: "phone", scheme: "light", language: "pt-BR" },
  { size: "phone", scheme: "dark", language: "en-US" },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let faults = 0;
const fault = (where, what) => {
  faults += 1;
  console.log(`FAULT ${where}: ${what}`);
};

/** Elements that one presses and that are smaller than 24 by 24 px; links inside a sentence are exempt (WCAG 2.5.8). */
function smallTargets() {
  const found = [];
  for (const element of document.querySelectorAll("a[href], button, input, select, [role=tab], [role=menuitem]")) {
    const box = element.getBoundingClientRect();
    const inline = element.tagName === "A" && getComputedStyle(element).display === "inline";
    if (box.width === 0 || inline || element.closest("[inert]") || element.type === "hidden" || element.type === "radio") continue;
    if (getComputedStyle(element).visibility === "hidden") continue;
    if (box.width < 24 || box.height < 24) found.push(`${element.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`);
  }
  return found;
}

for (const { size, scheme, language } of kLooks) {
  // One origin and one cache for all pictures of a look: the scenes differ in what the stand-in server knows.
  const server = await start();
  const context = await browser.newContext({ viewport: kSizes[size], colorScheme: scheme, locale: language, reducedMotion: "reduce" });
  for (const scene of kScenes) {
    const name = `${scene.name}-${size}-${scheme}`;
    if (!name.includes(wanted)) continue;
    server.api.reset(scene.scenario ?? "full");
    const page = await context.newPage();
    const watch = (opened) => {
      opened.on("pageerror", (error) => fault(name, `page error: ${error.message}`));
      opened.on("console", (message) => {
        const expected = (scene.expects ?? []).some((part) => message.text().includes(part));
        if (["error", "warning"].includes(message.type()) && !expected) fault(name, `console: ${message.text().slice(0, 300)}`);
      });
    };
    watch(page);
    context.on("page", watch);
    page.setDefaultTimeout(30_000);
    try {
      const portuguese = language === "pt-BR";
      const shown = (await scene.walk({ page, context, server, portuguese, phone: size === "phone" })) ?? page;
      await shown.evaluate(() => document.fonts.ready.then(() => undefined));
      await shown.screenshot({ path: new URL(`${name}.png`, out).pathname, fullPage: scene.whole ?? false });
      await shown.evaluate(axe);
      const result = await shown.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      const explain = (node) => `${node.html.slice(0, 110)} (${node.any.concat(node.all, node.none)[0]?.message})`;
      for (const violation of result.violations) fault(name, `axe ${violation.id}: ${violation.nodes.map(explain).join(" | ")}`);
      const wide = await shown.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 1) fault(name, `scrolls sideways by ${wide} px`);
      for (const target of await shown.evaluate(smallTargets)) fault(name, `small target ${target}`);
    } catch (error) {
      await page.screenshot({ path: new URL(`${name}-stuck.png`, out).pathname }).catch(() => undefined);
      fault(name, error.message.split("\n").slice(0, 4).join(" "));
    }
    context.off("page", watch);
    await Promise.all(context.pages().map((opened) => opened.close()));
  }
  await context.close();
  await server.stop();
}
await browser.close();
console.log(faults ? `${faults} faults` : "no faults");
process.exit(faults ? 1 : 0);
