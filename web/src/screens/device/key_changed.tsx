// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import type { Device, Endpoint } from "@/api/types";
import { pageUrl } from "@/lib/urls";
import { ChangedAlert } from "./changed_alert";

/** One of the device's pages shows another TLS key than before. */
export function KeyChanged({ device, endpoint, manage }: { device: Device; endpoint: Endpoint; manage: boolean }) {
  const { t } = useTranslation();
  if (!endpoint.tls?.key_changed) return null;
  const { key, key_sha256, known_key_sha256 } = endpoint.tls;
  return (
    <ChangedAlert
      device={device}
      title={t("device.key_title", { page: pageUrl(device.address, endpoint) })}
      text={t("device.key_text", { seen: `${key} ${key_sha256}`, known: known_key_sha256 })}
      help={t("device.key_help")}
      accept={
        manage
          ? {
              change: { accept_tls_key: { endpoint: endpoint.id, key_sha256 } },
              label: t("device.key_accept"),
              title: t("device.key_accept_title"),
              text: t("device.key_accept_text", { seen: key_sha256 }),
              done: t("device.key_accepted"),
            }
          : undefined
      }
    />
  );
}
