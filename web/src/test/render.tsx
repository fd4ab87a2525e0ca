// SPDX-License-Identifier: Apache-2.0
// Renders a part of the console as the whole console would, with what the server said already in the cache.
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRouteWithContext, createRoute, createRouter, Outlet, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import type { QueryClient } from "@tanstack/react-query";
import { makeQueryClient } from "@/lib/query_client";
import { meQuery } from "@/api/queries";
import { theme } from "@/ui/theme";
import { me } from "./samples";

interface Options {
  /** The route's path, such as "/open/$sessionId", and where on it we are. */
  path?: string;
  at?: string;
  /** Whether the route lies in the shell, whose id is then part of its own. */
  shell?: boolean;
  /** What the one who is signed in may do: all that the sample may, unless given. */
  permissions?: string[];
}

export function renderScreen(screen: ReactNode, { path = "/", at = "/", shell = false, permissions = me.permissions }: Options = {}) {
  const client = makeQueryClient();
  client.setQueryData(meQuery.queryKey, { ...me, permissions });
  const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet });
  const shown_in = createRoute({ getParentRoute: () => root, id: "shell" });
  const tree = root.addChildren([
    shell
      ? shown_in.addChildren([createRoute({ getParentRoute: () => shown_in, path, component: () => screen })])
      : createRoute({ getParentRoute: () => root, path, component: () => screen }),
    createRoute({ getParentRoute: () => root, path: "$", component: () => "elsewhere" }),
  ]);
  const history = createMemoryHistory({ initialEntries: [at] });
  const router = createRouter({ routeTree: tree, history, context: { client } });
  const shown = render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={client}>
        {/* The router of a test has other routes than the one that is registered for the whole console. */}
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...shown, client, history };
}
