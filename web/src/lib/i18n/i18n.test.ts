// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import en from "./en.json";
import { pickLanguage } from "./index";
import pt from "./pt-BR.json";

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, before = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "string") found.set(before + key, value);
    else for (const [inner, text] of flat(value, `${before}${key}.`)) found.set(inner, text);
  }
  return found;
}

const english = flat(en);
const portuguese = flat(pt);
const sources = import.meta.glob<string>(["/src/**/*.{ts,tsx}", "!/src/**/*.test.*", "!/src/api/schema.d.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const code = Object.values(sources).join("\n");
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe("the texts of the console", () => {
  test("both languages have the same keys", () => {
    expect([...portuguese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test("both languages fill in the same things", () => {
    for (const [key, text] of english) expect(holes(portuguese.get(key) ?? ""), key).toEqual(holes(text));
  });

  test("no text is empty", () => {
    for (const [key, text] of [...english, ...portuguese]) expect(text.trim(), key).not.toBe("");
  });

  test("every key that the code names exists", () => {
    const named = [...code.matchAll(/\bt\("([\w.]+)"/g)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(150);
    for (const key of named) expect(english.has(key) || english.has(`${key}_other`), key).toBe(true);
  });

  test("every key is used", () => {
    // A key may be named whole, or be made of a beginning in a template: t(`jobs.state_${state}`).
    const beginnings = [...code.matchAll(/`([\w.]+?)\$\{/g)].map((match) => match[1] ?? "").filter((start) => start.includes("."));
    for (const key of english.keys()) {
      const plain = key.replace(/_(one|many|other)$/, "");
      const used = code.includes(`"${plain}"`) || beginnings.some((start) => key.startsWith(start));
      expect(used, key).toBe(true);
    }
  });

  test("Portuguese says the agreed words", () => {
    expect(pt.device.tab_remote).toBe("Técnico Remoto");
    expect(pt.remote.open).toBe("Abrir página da Web do dispositivo");
    expect(pt.devices.entity).toBe("Conta");
    expect(pt.nav.installs).toBe("Instalações");
  });
});

describe("the language", () => {
  test.each([
    [null, ["pt-PT", "en"], "pt-BR"],
    [null, ["de-DE", "pt-BR"], "pt-BR"],
    [null, ["fr", "en-GB", "pt"], "en"],
    [null, ["ja"], "en"],
    ["en", ["pt-BR"], "en"],
    ["pt-BR", ["en-US"], "pt-BR"],
  ])("chosen %s, wanted %j: %s", (chosen, wanted, language) => expect(pickLanguage(chosen, wanted)).toBe(language));
});
