// SPDX-License-Identifier: Apache-2.0
// The main job: a real Chromium signs in and works in three real devices at once, each in a tab and an origin of its own.
import assert from "node:assert/strict";
import test from "node:test";
import * as camera from "../../devices/camera.mjs";
import * as controller from "../../devices/controller.mjs";
import * as sensors from "../../devices/sensors.mjs";
import * as site from "../../devices/site.mjs";
import { until } from "../../lib/process.mjs";
import { launch, onSessionHost, openDevice, picture, signIn } from "../harness/browser.mjs";
import { folder, owner, Stack } from "../harness/stack.mjs";

const login = { user: "admin", password: "one for both" };

test("a technician works in three real devices in three tabs at once", async (t) => {
  const dir = folder(t);
  const real = [await camera.start({ dir, ...login }), await controller.start({ dir, ...login }), await sensors.start({ dir })];
  const stack = await Stack.start(t, { devices: real });
  // The browser answers both login dialogs, the Basic and the Digest one, with these.
  const browser = await launch(t, { httpCredentials: { username: login.user, password: login.password } });
  const page = await signIn(browser, stack.server.url, owner);

  const tabs = [];
  const origins = [];
  for (const device of stack.devices) {
    const clicked = performance.now();
    const tab = await openDevice(page, stack.server.url, device);
    origins.push(await onSessionHost(tab, stack.server.url));
    tabs.push(tab);
    t.diagnostic(`${device.name}: ${Math.round(performance.now() - clicked)} ms from the click to its page`);
  }

  await t.test("each shows its own page", async () => {
    for (const [index, device] of real.entries()) {
      const text = await tabs[index].locator("body").innerText();
      await picture(tabs[index], `main_job-${index}`);
      assert.match(text, device.sees);
    }
  });

  await t.test("each has an origin of its own, and none is the console's", () => {
    assert.equal(new Set([...origins, new URL(stack.server.url).origin]).size, 4);
    for (const origin of origins) assert.match(origin, /^http:\/\/[a-z2-7]{26}\.sessions\.localhost:\d+$/);
  });

  await t.test("the Digest login holds for the page's own requests", async () => {
    await tabs[1].getByText("Controller BC40-00731, firmware 4.2.1").waitFor();
    await tabs[1].getByRole("link", { name: "Circuits" }).click();
    await tabs[1].getByText("Heating circuit 2: floor").waitFor();
  });

  await t.test("the real camera's MJPEG stream goes on", async () => {
    // Parts of the endless answer as the page's own code receives them: each has the camera's own time.
    const times = await tabs[0].evaluate(async () => {
      const reader = (await fetch("/stream?extra_headers=1")).body.getReader();
      const seen = new Set();
      for (let text = ""; seen.size < 3;) {
        text += String.fromCharCode(...(await reader.read()).value.subarray(0, 60000));
        for (const match of text.matchAll(/X-Timestamp: ([\d.]+)/g)) seen.add(match[1]);
        text = text.slice(-200000);
      }
      await reader.cancel();
      return [...seen];
    });
    assert.equal(new Set(times).size, times.length);
    assert.ok(times.length >= 3);
  });

  await t.test("links of the plain device work", async () => {
    await tabs[2].getByRole("link", { name: "statistics" }).first().click();
    await tabs[2].waitForURL(/statistics/);
    assert.match(await tabs[2].locator("body").innerText(), /statistics/i);
  });
});

test("an MJPEG picture moves in the tab, and the camera's stream ends with the tab", async (t) => {
  const device = await site.start({ pages: { "/": '<!doctype html><title>Camera</title><img id="live" src="/stream" width="320" height="240">' } });
  const stack = await Stack.start(t, { devices: [device] });
  const browser = await launch(t);
  const page = await signIn(browser, stack.server.url, owner);
  const tab = await openDevice(page, stack.server.url, stack.devices[0]);
  await onSessionHost(tab, stack.server.url);
  const seen = new Set();
  const end = performance.now() + 10_000;
  while (seen.size < 3 && performance.now() < end) {
    seen.add((await tab.locator("#live").screenshot()).toString("base64"));
  }
  assert.ok(seen.size >= 3, `the picture showed ${seen.size} different frames`);
  await tab.close();
  await until("the device's stream closed", () => device.cut.some((c) => c.url === "/stream"), { ms: 5000 });
});

test("the opening tab shows each step, and on failure the hop and what to do", async (t) => {
  const device = await site.start();
  const stack = await Stack.start(t, { devices: [device] });
  const browser = await launch(t);
  const page = await signIn(browser, stack.server.url, owner);
  await device.stop();
  const tab = await openDevice(page, stack.server.url, stack.devices[0]);
  await tab.getByText(/device/i).filter({ hasText: /not|refus|reach|answer/i }).first().waitFor();
  await picture(tab, "opening-failure");
  assert.equal(new URL(tab.url()).host, new URL(stack.server.url).host, "the tab stays on the console");
  const jobs = await stack.api.get("/jobs");
  const job = jobs.items.find((j) => j.kind === "open_device_webpage");
  assert.equal(job.state, "failed");
  assert.equal(job.failure.hop, "device");
  assert.equal(job.failure.code, "device_unreachable");
  assert.ok(job.failure.remedy.length > 10);
});
