// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./copy_field.module.css";

/** Text that is meant to be taken elsewhere: one press copies it, one click selects all of it. */
export function CopyField({ text, label, copyLabel }: { text: string; label: string; copyLabel: string }) {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 2500 });
  return (
    <div className={classes.field} role="group" aria-label={label}>
      <code className={classes.text}>{text}</code>
      <Button
        className={classes.button}
        size="xs"
        variant={clipboard.copied ? "light" : "default"}
        leftSection={clipboard.copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
        aria-label={clipboard.copied ? undefined : copyLabel}
        onClick={() => clipboard.copy(text)}
      >
        <span aria-live="polite">{clipboard.copied ? t("common.copied") : t("common.copy")}</span>
      </Button>
    </div>
  );
}
