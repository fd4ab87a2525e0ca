// SPDX-License-Identifier: Apache-2.0
// Writes src/api/schema.d.ts from the server's openapi.yaml; `--check` (part of the lint) fails when the two differ.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../../src/api/openapi.yaml", import.meta.url);
const target = new URL("../src/api/schema.d.ts", import.meta.url);
const head = "// SPDX-License-Identifier: Apache-2.0\n// Generated from src/api/openapi.yaml by `npm run types`. Not edited by hand.\n";
const text = head + astToString(await openapiTS(source));
if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  console.error("src/api/schema.d.ts is older than openapi.yaml: run `npm run types` and commit it");
  process.exit(1);
}
