// SPDX-License-Identifier: Apache-2.0
import "./ui/styles";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startTranslation } from "./lib/i18n";
import { makeQueryClient } from "./lib/query_client";
import { makeRouter } from "./router";
import { cssVariablesResolver, theme } from "./ui/theme";

// boot.js reads the same key before the first paint.
const schemes = localStorageColorSchemeManager({ key: "callout.scheme" });

async function start(): Promise<void> {
  const client = makeQueryClient();
  const router = makeRouter(client);
  await startTranslation();
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} colorSchemeManager={schemes} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
          <Notifications position="bottom-right" />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

void start();
