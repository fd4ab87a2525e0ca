// SPDX-License-Identifier: Apache-2.0
import { type MantineColorScheme, Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { IconDeviceLaptop, IconLogout, IconMoon, IconSelector, IconSun } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { chooseLanguage, kLanguageNames, kLanguages, type Language } from "@/lib/i18n";
import { useMe } from "@/lib/use_me";
import classes from "./account_menu.module.css";

const kSchemes = [
  { value: "auto", label: "account.scheme_system", icon: IconDeviceLaptop },
  { value: "light", label: "account.scheme_light", icon: IconSun },
  { value: "dark", label: "account.scheme_dark", icon: IconMoon },
] as const;

/** Who is signed in, colours, language, and the way out. */
export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useMutation({
    mutationFn: () => call(api.POST("/api/v1/sign-out")),
    // Everything of this technician leaves the page's memory with the page itself.
    onSuccess: () => window.location.assign("/sign-in"),
  });
  return (
    <Menu width={232} position="top-start">
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          <span className={classes.face} aria-hidden>
            {initials(me.technician.name)}
          </span>
          <span className={classes.who}>
            <span className={classes.name}>{me.technician.name}</span>
            <span className={classes.role}>{t(me.technician.owner ? "account.owner" : "account.member")}</span>
          </span>
          <VisuallyHidden>{t("account.menu")}</VisuallyHidden>
          <IconSelector size={17} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="wrap">{me.technician.email}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t("account.scheme")}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          {kSchemes.map(({ value, label, icon: Icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Icon size={17} aria-hidden />}>
              {t(label)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t("account.language")}</Menu.Label>
        <Menu.RadioGroup value={i18n.language} onChange={(value) => void chooseLanguage(value as Language)}>
          {kLanguages.map((language) => (
            <Menu.RadioItem key={language} value={language} lang={language}>
              {kLanguageNames[language]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={17} aria-hidden />} onClick={() => signOut.mutate()}>
          {t("account.sign_out")}
        </Menu.Item>
        <Menu.Label>{t("account.version", { version: me.server.version })}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase();
}
