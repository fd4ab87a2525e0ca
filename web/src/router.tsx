// SPDX-License-Identifier: Apache-2.0
// Every address of the console and the screen behind it. Screens are loaded when they are first shown.
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { onSignedOut } from "./api/client";
import { isStatus } from "./api/problem";
import { meQuery, sessionQuery } from "./api/queries";
import { safeNext } from "./lib/next";
import { Broken, Missing } from "./ui/page_notes";
import { Shell } from "./ui/shell";

interface Context {
  client: QueryClient;
}

/** Plain text both ways: the router's own way reads "?q=1.0" as the number 1. */
const search = {
  parseSearch: (query: string): Record<string, unknown> => Object.fromEntries(new URLSearchParams(query)),
  stringifySearch: (values: Record<string, unknown>): string => {
    const given = Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
  },
};

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

async function requireSignIn({ context, location }: { context: Context; location: { href: string } }): Promise<void> {
  try {
    await context.client.ensureQueryData(meQuery);
  } catch (error) {
    if (!isStatus(error, 401)) throw error;
    const next = safeNext(location.href);
    throw redirect({ to: "/sign-in", search: next === "/" ? {} : { next }, replace: true });
  }
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: Missing, errorComponent: Broken });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } => ({ next: text(search.next) }),
  component: lazyRouteComponent(() => import("./screens/sign-in/sign_in"), "SignIn"),
});

const token = (search: Record<string, unknown>): { token?: string } => ({ token: text(search.token) });
const join = createRoute({
  getParentRoute: () => root,
  path: "/join",
  validateSearch: token,
  component: lazyRouteComponent(() => import("./screens/account-links/join"), "Join"),
});
const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot",
  component: lazyRouteComponent(() => import("./screens/account-links/forgot"), "Forgot"),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  validateSearch: token,
  component: lazyRouteComponent(() => import("./screens/account-links/reset"), "Reset"),
});
const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  validateSearch: token,
  component: lazyRouteComponent(() => import("./screens/account-links/register"), "Register"),
});

// For customers, who have no account.
const journal = createRoute({
  getParentRoute: () => root,
  path: "/journal",
  component: lazyRouteComponent(() => import("./screens/customers/journal"), "Journal"),
});
const unsubscribe = createRoute({
  getParentRoute: () => root,
  path: "/unsubscribe",
  validateSearch: token,
  component: lazyRouteComponent(() => import("./screens/customers/unsubscribe"), "Unsubscribe"),
});

const loadOpening = () => import("./screens/open/opening");
const opening = createRoute({
  getParentRoute: () => root,
  path: "/open/$sessionId",
  beforeLoad: async (route) => {
    // Somebody waits for a page to open: what this tab needs is fetched at the same time, not one after the other.
    void loadOpening();
    void route.context.client.prefetchQuery(sessionQuery(route.params.sessionId));
    await requireSignIn(route);
  },
  component: lazyRouteComponent(loadOpening, "Opening"),
});

const client = createRoute({
  getParentRoute: () => root,
  path: "/client",
  validateSearch: (search: Record<string, unknown>): { port?: string; state?: string; challenge?: string; name?: string } => ({
    port: text(search.port),
    state: text(search.state),
    challenge: text(search.challenge),
    name: text(search.name),
  }),
  beforeLoad: requireSignIn,
  component: lazyRouteComponent(() => import("./screens/client/client"), "Client"),
});

const shell = createRoute({ getParentRoute: () => root, id: "shell", beforeLoad: requireSignIn, component: Shell });

const start = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/devices", search: {}, replace: true });
  },
});

const devices = createRoute({
  getParentRoute: () => shell,
  path: "/devices",
  validateSearch: (search: Record<string, unknown>): { q?: string; entity?: string; add?: string } => ({
    q: text(search.q),
    entity: text(search.entity),
    add: text(search.add),
  }),
  component: lazyRouteComponent(() => import("./screens/devices/devices"), "Devices"),
});

const device = createRoute({
  getParentRoute: () => shell,
  path: "/devices/$deviceId",
  component: lazyRouteComponent(() => import("./screens/device/device"), "DeviceScreen"),
});
const overview = createRoute({
  getParentRoute: () => device,
  path: "/",
  component: lazyRouteComponent(() => import("./screens/device/overview"), "Overview"),
});
const remote = createRoute({
  getParentRoute: () => device,
  path: "/remote",
  component: lazyRouteComponent(() => import("./screens/device/remote"), "Remote"),
});

const installs = createRoute({
  getParentRoute: () => shell,
  path: "/installs",
  validateSearch: (search: Record<string, unknown>): { add?: string } => ({ add: text(search.add) }),
  component: lazyRouteComponent(() => import("./screens/installs/installs"), "Installs"),
});
const jobs = createRoute({
  getParentRoute: () => shell,
  path: "/jobs",
  component: lazyRouteComponent(() => import("./screens/jobs/jobs"), "Jobs"),
});
const sessions = createRoute({
  getParentRoute: () => shell,
  path: "/sessions",
  validateSearch: (search: Record<string, unknown>): { show?: "all" } => ({ show: search.show === "all" ? "all" : undefined }),
  component: lazyRouteComponent(() => import("./screens/sessions/sessions"), "Sessions"),
});
const profiles = createRoute({
  getParentRoute: () => shell,
  path: "/profiles",
  component: lazyRouteComponent(() => import("./screens/profiles/profiles"), "Profiles"),
});
const profile = createRoute({
  getParentRoute: () => shell,
  path: "/profiles/$profileId",
  component: lazyRouteComponent(() => import("./screens/profiles/profile"), "ProfileScreen"),
});
const technicians = createRoute({
  getParentRoute: () => shell,
  path: "/technicians",
  component: lazyRouteComponent(() => import("./screens/technicians/technicians"), "Technicians"),
});
const team = createRoute({
  getParentRoute: () => shell,
  path: "/team",
  component: lazyRouteComponent(() => import("./screens/team/team"), "TeamSettings"),
});

const tree = root.addChildren([
  signIn,
  join,
  forgot,
  reset,
  register,
  journal,
  unsubscribe,
  opening,
  client,
  shell.addChildren([start, devices, device.addChildren([overview, remote]), installs, jobs, sessions, profiles, profile, technicians, team]),
]);

export function makeRouter(client: QueryClient) {
  const router = createRouter({ routeTree: tree, ...search, context: { client }, defaultPreload: "intent", scrollRestoration: true });
  onSignedOut(() => {
    // Before the first answer of `me` the route itself leads to the sign-in page.
    if (client.getQueryData(meQuery.queryKey) === undefined || window.location.pathname === "/sign-in") return;
    const next = safeNext(window.location.pathname + window.location.search);
    // A full load, so that nothing of the last sign-in stays in memory.
    window.location.assign(`/sign-in?${new URLSearchParams({ next })}`);
  });
  return router;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
