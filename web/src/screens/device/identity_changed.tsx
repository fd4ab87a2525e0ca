// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import type { Device } from "@/api/types";
import { ChangedAlert } from "./changed_alert";

/** Another MAC answers at the device's address. */
export function IdentityChanged({ device, manage }: { device: Device; manage: boolean }) {
  const { t } = useTranslation();
  const seen = device.seen_mac ?? t("common.unknown");
  return (
    <ChangedAlert
      device={device}
      title={t("device.changed_title")}
      text={t("device.changed_text", { seen, known: device.mac ?? t("common.unknown") })}
      help={t("device.changed_help")}
      accept={
        manage && device.seen_mac
          ? {
              change: { accept_identity: true },
              label: t("device.accept", { seen }),
              title: t("device.accept_title"),
              text: t("device.accept_text", { seen }),
              done: t("device.accepted"),
            }
          : undefined
      }
    />
  );
}
