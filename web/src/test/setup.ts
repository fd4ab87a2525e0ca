// SPDX-License-Identifier: Apache-2.0
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { startTranslation } from "@/lib/i18n";

beforeAll(async () => {
  Object.defineProperty(navigator, "languages", { value: ["en-US"], configurable: true });
  await startTranslation();
});

// How long a busy machine may take until something is shown; a test that passes waits no longer than it must.
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => cleanup());
