// SPDX-License-Identifier: Apache-2.0
import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { chooseLanguage, kLanguageNames, kLanguages, type Language } from "@/lib/i18n";

/** Below the pages that are seen before signing in. */
export function LanguageChoice() {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("account.language")}
      value={i18n.language}
      onChange={(language) => void chooseLanguage(language as Language)}
      data={kLanguages.map((language) => ({ value: language, label: kLanguageNames[language] }))}
    />
  );
}
