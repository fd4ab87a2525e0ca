// SPDX-License-Identifier: Apache-2.0
import { Button, Group, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { makePassword } from "@/lib/password";

interface Props {
  value: string;
  onChange: (password: string) => void;
  error?: ReactNode;
}

/** A password for somebody else: in clear, because it must be handed over, with a strong one on offer. */
export function NewPasswordField({ value, onChange, error }: Props) {
  const { t } = useTranslation();
  return (
    <Group align="flex-start" gap="xs" wrap="nowrap">
      <TextInput
        style={{ flex: 1 }}
        label={t("technicians.password")}
        description={t("technicians.password_help")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        maxLength={1024}
        autoComplete="off"
        spellCheck={false}
        required
        withAsterisk={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Button variant="default" mt={26} onClick={() => onChange(makePassword())}>
        {t("technicians.make_password")}
      </Button>
    </Group>
  );
}
