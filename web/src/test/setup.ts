// SPDX-License-Identifier: Apache-2.0
import { cleanup } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { startTranslation } from "@/lib/i18n";

beforeAll(async () => {
  Object.defineProperty(navigator, "languages", { value: ["en-US"], configurable: true });
  await startTranslation();
});

afterEach(() => cleanup());
