// SPDX-License-Identifier: Apache-2.0
import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** Unknown, withdrawn and expired are one answer. */
export function DeadLink() {
  const { t } = useTranslation();
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={t("links.dead")} mt="md">
      {t("journal.dead_help")}
    </Alert>
  );
}
