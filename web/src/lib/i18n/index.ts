// SPDX-License-Identifier: Apache-2.0
// English and Portuguese (Brazil). A language is loaded when it is used; both are small.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { readPreference, writePreference } from "../preferences";
import en from "./en.json";

export const kLanguages = ["en", "pt-BR"] as const;
export type Language = (typeof kLanguages)[number];
export const kLanguageNames: Record<Language, string> = { en: "English", "pt-BR": "Português (Brasil)" };

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

/** The first language wanted that the console speaks: the choice on this browser, else the browser's own. */
export function pickLanguage(chosen: string | null, wanted: readonly string[]): Language {
  for (const tag of [chosen, ...wanted]) {
    const start = tag?.toLowerCase().split("-")[0];
    if (start === "pt") return "pt-BR";
    if (start === "en") return "en";
  }
  return "en";
}

async function load(language: Language): Promise<void> {
  if (language === "en" || i18next.hasResourceBundle(language, "translation")) return;
  const { default: texts } = await import("./pt-BR.json");
  i18next.addResourceBundle(language, "translation", texts);
}

export async function startTranslation(): Promise<void> {
  const language = pickLanguage(readPreference("language"), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    supportedLngs: [...kLanguages],
    resources: { en: { translation: en } },
    // React escapes what it renders; escaping here too would show &amp; to people.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  if (language !== "en") await switchTo(language);
}

async function switchTo(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  writePreference("language", language);
  await switchTo(language);
}
