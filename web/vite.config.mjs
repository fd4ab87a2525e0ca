// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { bootScript, precompress } from "./tools/plugins.mjs";

export default defineConfig({
  plugins: [react(), bootScript("src/boot.js"), precompress()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    // The console's CSP allows scripts and fonts from the server only, so nothing is inlined as a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Few files rather than many small ones: browsers open six connections to one HTTP/1.1 host.
        // Few files rather than many small ones: browsers open six connections to one HTTP/1.1 host.
        codeSplitting: {
          groups: [
            { name: "libraries", test: /node_modules\/(react|react-dom|scheduler|@tanstack|i18next|react-i18next|openapi-fetch)\//, priority: 2 },
            { name: "ui", test: /src\/(ui|lib|api)\/|@tabler\//, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  test: { environment: "happy-dom", setupFiles: ["src/test/setup.ts"], include: ["src/**/*.test.{ts,tsx}"], testTimeout: 30_000 },
});
