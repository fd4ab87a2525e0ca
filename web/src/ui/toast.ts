// SPDX-License-Identifier: Apache-2.0
import { notifications } from "@mantine/notifications";
import i18next from "i18next";

/** A short word that something was done; read out by screen readers, gone after a while. Never the only place of an error. */
export function toast(message: string): void {
  notifications.show({ message, color: "brand", autoClose: 5000, withBorder: true, closeButtonProps: { "aria-label": i18next.t("common.close") } });
}
