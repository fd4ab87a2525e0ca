// SPDX-License-Identifier: Apache-2.0
// callout as shipped, for one person with a home of their own, and the browser that it starts.
import { mkdirSync, readFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { Program, run, until } from "../../lib/process.mjs";
import { build } from "./server.mjs";

export const callout = `${build}/src/programs/callout`;

const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"];

export class CommandLine {
  constructor(dir) {
    for (const folder of [dir, `${dir}/tmp`]) mkdirSync(folder, { recursive: true });
    Object.assign(this, { dir, temporary: `${dir}/tmp`, asked: `${dir}/url`, credentials: `${dir}/config/callout/credentials.json` });
    // What a desktop would show goes into a file instead.
    writeFileSync(`${dir}/show`, `#!/bin/sh\nprintf %s "$1" > "${this.asked}.part" && mv "${this.asked}.part" "${this.asked}"\n`, { mode: 0o755 });
    this.env = { HOME: dir, XDG_CONFIG_HOME: `${dir}/config`, BROWSER: `${dir}/show`, TMPDIR: this.temporary };
  }

  /** Runs a command to its end: { code, stdout, stderr }. */
  run(...words) { return run(callout, words, { env: this.env }); }
  async json(...words) {
    const done = await this.run(...words, "--json");
    return { code: done.code, value: JSON.parse(done.stdout) };
  }
  start(t, ...words) {
    const program = new Program(callout, words, { env: this.env });
    t.after(() => program.stop());
    return program;
  }

  /** The address that was last shown to the person. */
  async shown() {
    await until("an address that is shown", () => existsSync(this.asked));
    const url = readFileSync(this.asked, "utf8");
    rmSync(this.asked);
    return url;
  }

  /** A browser for --browser that the test can drive: Chromium without a window. `more` are flags of its own. */
  browser(...more) {
    const file = `${this.dir}/chromium`;
    const profile = `${this.dir}/profile`;
    rmSync(profile, { force: true });
    const words = [...flags, ...more].map((word) => `'${word}'`).join(" ");
    writeFileSync(file, `#!/bin/sh\nfor word; do case $word in --user-data-dir=*) printf %s "\${word#*=}" > "${profile}.part" && mv "${profile}.part" "${profile}" ;; esac; done\n`
      + `exec ${process.env.CHROMIUM ?? "/usr/bin/chromium"} ${words} "$@"\n`, { mode: 0o755 });
    return file;
  }

  /** The page that the browser of browser() shows, and its profile's folder. */
  async page(t) {
    const profile = await until("a profile", () => existsSync(`${this.dir}/profile`) && readFileSync(`${this.dir}/profile`, "utf8"));
    const port = await until("the browser's port", () => readFileSync(`${profile}/DevToolsActivePort`, "utf8").split("\n")[0], { ms: 20_000 });
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    t.after(() => browser.close().catch(() => {}));
    const page = await until("a page", () => browser.contexts()[0]?.pages()[0]);
    page.setDefaultTimeout(20_000);
    return { page, profile };
  }
}

/** Signs in by way of a browser that is signed in on the console, and answers how it ended. */
export async function login(t, line, context, url, press = "Allow") {
  const program = line.start(t, "login", url);
  const page = await context.newPage();
  await page.goto(await line.shown());
  await page.getByRole("heading", { name: /^Let the command line on .+ act as you\?$/ }).waitFor();
  await page.getByRole("button", { name: press }).click();
  await program.ended;
  return { program, page };
}
