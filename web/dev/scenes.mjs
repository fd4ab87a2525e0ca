// SPDX-License-Identifier: Apache-2.0
// Every state of the console that dev/look.mjs takes a picture of, and how one gets there.

/** Goes to `path` as this technician; the sign-in form has scenes of its own. */
async function signIn({ page, server }, path = "/devices", email = "owner@example.com") {
  server.api.signed_in = server.api.state.technicians.find((technician) => technician.email === email);
  await page.goto(server.url + path);
  await page.locator("h1").first().waitFor();
  await page.locator("[role=status][aria-label]").first().waitFor({ state: "detached" });
}

const at = (path, then) => ({
  walk: async (tools) => {
    await signIn(tools, path);
    if (then) return then(tools);
  },
});
const menuOf = (page, name) => page.locator("tr", { hasText: name }).locator("button[aria-haspopup=menu]").click();
const settle = (page) => page.locator(".mantine-Modal-content").waitFor();

async function addTechnician(page) {
  await page.locator("main button").first().click();
  await settle(page);
  await page.locator(".mantine-Modal-content form button").first().click();
}

async function openAccess(page, name) {
  await menuOf(page, name);
  await page.locator("[role=menuitem]").first().click();
  await settle(page);
  await page.locator("[role=status][aria-label]").first().waitFor({ state: "detached" });
}

/** Scrolls what scrolls in the dialog to this part of its way. */
const scrollDialog = (page, part) =>
  page.locator(".mantine-Modal-content").evaluate((content, to) => {
    const moves = (element) => element.scrollHeight > element.clientHeight + 40 && getComputedStyle(element).overflowY !== "visible";
    const scrolls = [content, ...content.querySelectorAll("*")].find(moves);
    scrolls?.scrollTo(0, (scrolls.scrollHeight - scrolls.clientHeight) * to);
  }, part);

/** Opens the page of a device by the button, and gives the new tab. */
async function openPage({ page, context, server }, how) {
  server.api.state.next_open = how;
  const [tab] = await Promise.all([context.waitForEvent("page"), page.locator("[class*=hero] button").last().click()]);
  return tab;
}

export const kScenes = [
  { name: "journal", whole: true, walk: ({ page, server }) => page.goto(`${server.url}/journal#s3cret`).then(() => page.getByRole("table").waitFor()) },
  { name: "journal-dead", expects: ["404"], walk: ({ page, server }) => page.goto(`${server.url}/journal#dead`).then(() => page.getByRole("alert").waitFor()) },
  { name: "unsubscribe", walk: ({ page, server }) => page.goto(`${server.url}/unsubscribe?token=abc`).then(() => page.locator("main button").first().waitFor()) },
  { name: "sign-in", walk: ({ page, server }) => page.goto(`${server.url}/sign-in`).then(() => void 0) },
  {
    name: "sign-in-wrong",
    expects: ["401"],
    walk: async ({ page, server }) => {
      await page.goto(`${server.url}/devices`);
      await page.locator("input[type=email]").fill("owner@example.com");
      await page.locator("input[type=password]").fill("not this one");
      await page.locator("button[type=submit]").click();
      await page.locator("[role=alert]").waitFor();
    },
  },
  { name: "devices", ...at("/devices") },
  { name: "devices-search", ...at("/devices?q=printer") },
  { name: "devices-nothing", ...at("/devices?q=zzz") },
  { name: "devices-first-day", scenario: "empty", ...at("/devices") },
  {
    name: "menu",
    ...at("/devices", async ({ page, phone }) => {
      if (phone) await page.locator("section button[aria-expanded]").click();
      await page.locator("aside button[aria-haspopup=menu]").click();
      await page.locator("[role=menu]").waitFor();
    }),
  },
  {
    name: "lost",
    expects: ["ERR_", "Failed to load resource"],
    ...at("/devices", async ({ page, server }) => {
      server.api.down = true;
      server.api.cut();
      await page.locator("[class*=banner]").waitFor();
    }),
  },
  { name: "device-add", ...at("/devices?add=install-2", ({ page }) => settle(page)) },
  {
    name: "device-add-errors",
    expects: ["422"],
    ...at("/devices?add=install-2", async ({ page }) => {
      await settle(page);
      await page.locator(".mantine-Modal-content input[data-autofocus]").fill("Printer");
      await page.locator(".mantine-Modal-content input[maxlength='64']").fill("127.0.0.1");
      await page.locator(".mantine-Modal-content button[type=submit]").click();
      await page.locator(".mantine-Modal-content [role=alert]").waitFor();
    }),
  },
  { name: "device", ...at("/devices/device-1") },
  { name: "device-changed", ...at("/devices/device-4") },
  { name: "device-key-changed", ...at("/devices/device-2") },
  { name: "device-hostile-name", ...at("/devices/device-5") },
  { name: "device-gone", expects: ["404"], ...at("/devices/none") },
  { name: "device-edit", ...at("/devices/device-1", async ({ page }) => { await page.locator("main section button").first().click(); await settle(page); }) },
  { name: "device-remove", ...at("/devices/device-1", async ({ page }) => { await page.locator("main section button").nth(1).click(); await settle(page); }) },
  { name: "remote", ...at("/devices/device-1/remote") },
  { name: "remote-offline", ...at("/devices/device-5/remote") },
  { name: "opening", ...at("/devices/device-1/remote", async (tools) => {
    const tab = await openPage(tools, "hold");
    await tab.locator("li[data-state=done]").nth(1).waitFor();
    return tab;
  }) },
  { name: "opened", ...at("/devices/device-1/remote", async (tools) => {
    const tab = await openPage(tools, "ok");
    await tab.waitForURL(/device-page/);
    await tools.page.locator("[class*=note]", { hasText: /new tab\.|nova aba\./ }).waitFor();
  }) },
  ...["server", "install", "device"].map((hop) => ({
    name: `failed-${hop}`,
    ...at("/devices/device-1/remote", async (tools) => {
      const tab = await openPage(tools, hop);
      await tab.locator("[role=alert]").waitFor();
      return tab;
    }),
  })),
  { name: "ended", walk: (tools) => {
    const closed = tools.server.api.state.sessions.find((session) => session.closed_reason === "expired");
    return signIn(tools, `/open/${closed.id}`);
  } },
  { name: "open-gone", expects: ["404"], ...at("/open/none") },
  { name: "installs", ...at("/installs") },
  { name: "installs-first-day", scenario: "empty", ...at("/installs") },
  { name: "installs-menu", ...at("/installs", async ({ page }) => { await menuOf(page, "Warehouse"); await page.locator("[role=menu]").waitFor(); }) },
  { name: "install-remove", ...at("/installs", async ({ page }) => {
    await menuOf(page, "Warehouse");
    await page.locator("[role=menuitem]").last().click();
    await settle(page);
  }) },
  { name: "install-waiting", ...at("/installs?add=1", async ({ page }) => {
    await settle(page);
    await page.locator(".mantine-Modal-content input[data-autofocus]").fill("Dental practice");
    await page.locator(".mantine-Modal-content button[type=submit]").click();
    await page.locator("code").waitFor();
  }) },
  { name: "install-connected", ...at("/installs?add=1", async ({ page, server }) => {
    await settle(page);
    await page.locator(".mantine-Modal-content input[data-autofocus]").fill("Dental practice");
    await page.locator(".mantine-Modal-content button[type=submit]").click();
    await page.locator("code").waitFor();
    server.api.connect(server.api.state.installs[0]);
    await page.locator("[data-done=true]").waitFor();
  }) },
  { name: "jobs", ...at("/jobs") },
  { name: "jobs-first-day", scenario: "empty", ...at("/jobs") },
  { name: "sessions", ...at("/sessions") },
  { name: "sessions-all", ...at("/sessions?show=all") },
  { name: "sessions-first-day", scenario: "empty", ...at("/sessions") },
  { name: "session-end", ...at("/sessions", async ({ page }) => { await page.locator("td button").last().click(); await settle(page); }) },
  { name: "profiles", whole: true, ...at("/profiles") },
  { name: "profiles-first-day", scenario: "empty", ...at("/profiles") },
  { name: "profiles-menu", ...at("/profiles", async ({ page }) => { await menuOf(page, "Gate controller"); await page.locator("[role=menu]").waitFor(); }) },
  { name: "profile", ...at("/profiles/profile-1") },
  { name: "profile-shipped", ...at("/profiles/hp-jetdirect") },
  { name: "profile-gone", expects: ["404"], ...at("/profiles/none") },
  { name: "profile-add", ...at("/profiles", async ({ page }) => { await page.locator("[class*=actions] button").first().click(); await settle(page); }) },
  ...[0, 0.45, 1].map((part, index) => ({ name: `profile-edit-${index + 1}`, ...at("/profiles/profile-1", async ({ page }) => {
    await page.locator("[class*=actions] button").first().click();
    await settle(page);
    await scrollDialog(page, part);
  }) })),
  { name: "profile-errors", ...at("/profiles/profile-1", async ({ page }) => {
    await page.locator("[class*=actions] button").first().click();
    await settle(page);
    await page.locator("[data-path='match.1.server']").fill("");
    await page.locator("[data-path=connections]").fill("40");
    await page.locator("[data-path=allowed_paths]").fill("/\nstatus");
    await page.locator(".mantine-Modal-content button[type=submit]").click();
    await page.locator("[aria-invalid=true]").first().waitFor();
  }) },
  { name: "profile-refused", expects: ["422"], ...at("/profiles/profile-1", async ({ page }) => {
    await page.locator("[class*=actions] button").first().click();
    await settle(page);
    await page.locator("[data-path='match.1.title']").fill("refuse me");
    await page.locator(".mantine-Modal-content button[type=submit]").click();
    await page.locator("[aria-invalid=true]").waitFor();
  }) },
  { name: "profile-remove-chosen", expects: ["409"], ...at("/profiles/profile-1", async ({ page }) => {
    await page.locator("[class*=actions] button").last().click();
    await settle(page);
    await page.locator(".mantine-Modal-content button").last().click();
    await page.locator("[role=alert]").waitFor();
  }) },
  { name: "profiles-member", walk: (tools) => signIn(tools, "/profiles", "member@example.com") },
  { name: "device-profile", whole: true, ...at("/devices/device-2") },
  { name: "device-profile-select", ...at("/devices/device-2", async ({ page }) => {
    await page.locator("main section button").first().click();
    await settle(page);
    await page.locator("input[data-path=profile]").click();
    await page.locator("[role=option]:visible").first().waitFor();
  }) },
  { name: "device-add-profile", ...at("/devices?add=install-2", async ({ page }) => {
    await settle(page);
    await page.locator("input[data-path=profile]").click();
    await page.locator("[role=option]", { hasText: "Canon" }).click();
    await page.locator("[data-path='endpoints.1.port']").scrollIntoViewIfNeeded();
  }) },
  { name: "technicians", ...at("/technicians") },
  { name: "technicians-alone", scenario: "empty", ...at("/technicians") },
  { name: "technician-add", ...at("/technicians", async ({ page }) => {
    await addTechnician(page);
  }) },
  { name: "technician-add-role", ...at("/technicians", async ({ page }) => {
    await addTechnician(page);
    await page.locator(".mantine-Modal-content input[aria-haspopup=listbox]").click();
    await page.locator("[role=option]:visible").first().waitFor();
  }) },
  { name: "technician-not-given", expects: ["403"], ...at("/technicians", async ({ page, server }) => {
    server.api.state.refuse_rights = "Nobody gives more than they hold: you do not hold this role for all sites.";
    await addTechnician(page);
    await page.locator(".mantine-Modal-content input[data-autofocus]").fill("Rosa Lind");
    await page.locator(".mantine-Modal-content input[type=email]").fill("rosa@example.com");
    await page.locator(".mantine-Modal-content input[aria-haspopup=listbox]").click();
    await page.locator("[role=option]:visible").nth(1).click();
    await page.locator(".mantine-Modal-content button[type=submit]").click();
    await page.locator(".mantine-Modal-content [role=alert]").first().waitFor();
  }) },
  { name: "technician-access", ...at("/technicians", ({ page }) => openAccess(page, "Jonas")) },
  { name: "technician-access-none", ...at("/technicians", ({ page }) => openAccess(page, "Brandt")) },
  { name: "technician-access-remove", ...at("/technicians", async ({ page }) => {
    await openAccess(page, "Jonas");
    await page.locator(".mantine-Modal-content li button").first().click();
    await page.locator(".mantine-Modal-content li").first().waitFor({ state: "detached" });
  }) },
  { name: "team", ...at("/team") },
  { name: "missing", ...at("/nowhere") },
  { name: "remote-off", whole: true, ...at("/devices/device-3/remote") },
  { name: "device-off", ...at("/devices/device-3") },
  { name: "remote-switch-off", ...at("/devices/device-1/remote", async ({ page }) => {
    await page.locator("main input[role=switch]").press("Space");
    await settle(page);
  }) },
  { name: "devices-no-right", walk: (tools) => signIn(tools, "/devices", "new@example.com") },
  { name: "member-devices", walk: (tools) => signIn(tools, "/devices", "member@example.com") },
];
