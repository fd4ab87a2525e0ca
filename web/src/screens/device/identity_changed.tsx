// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showAnswer } from "@/api/cache";
import { api, call } from "@/api/client";
import type { Device } from "@/api/types";
import { Confirm } from "@/ui/confirm";
import { toast } from "@/ui/toast";

/** Says that something else answers at the device's address, and lets an administrator accept it knowingly. */
export function IdentityChanged({ device, manage }: { device: Device; manage: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const seen = device.seen_mac ?? t("common.unknown");
  const accept = async () => {
    const changed = await call(api.PATCH("/api/v1/devices/{id}", { params: { path: { id: device.id } }, body: { accept_identity: true } }));
    showAnswer(client, "device", changed);
  };
  return (
    <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t("device.changed_title")}>
      <Text size="sm">{t("device.changed_text", { seen, known: device.mac ?? t("common.unknown") })}</Text>
      <Text size="sm" mt={4}>
        {t("device.changed_help")}
      </Text>
      {manage && device.seen_mac && (
        <Button mt="sm" size="xs" variant="default" onClick={() => setAsking(true)}>
          {t("device.accept", { seen })}
        </Button>
      )}
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        danger={false}
        title={t("device.accept_title")}
        text={t("device.accept_text", { seen })}
        submit={t("device.accept", { seen })}
        action={accept}
        onDone={() => toast(t("device.accepted"))}
      />
    </Alert>
  );
}
