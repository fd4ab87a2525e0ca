// SPDX-License-Identifier: Apache-2.0
import { PasswordInput } from "@mantine/core";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";

/** A password that one chooses for oneself. */
export function OwnNewPassword(props: ComponentProps<typeof PasswordInput>) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      size="md"
      label={t("links.password")}
      description={t("links.password_help")}
      inputWrapperOrder={["label", "input", "description", "error"]}
      autoComplete="new-password"
      maxLength={1024}
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ "aria-label": t("technicians.show_password") }}
      {...props}
    />
  );
}
