// SPDX-License-Identifier: Apache-2.0
import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showAnswer } from "@/api/cache";
import { api, call } from "@/api/client";
import type { Device } from "@/api/types";
import { endpointText, missingEndpoints } from "@/lib/endpoints";
import { Confirm } from "@/ui/confirm";
import { toast } from "@/ui/toast";

/** The device's profile names pages that the device was not given: an administrator can add them. */
export function MissingPages({ device }: { device: Device }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const missing = missingEndpoints(device.treatment.endpoints, device.endpoints);
  if (!device.profile || missing.length === 0) return null;
  const add = async () => {
    const endpoints = [...device.endpoints.map(({ scheme, port }) => ({ scheme, port })), ...missing];
    showAnswer(client, "device", await call(api.PATCH("/api/v1/devices/{id}", { params: { path: { id: device.id } }, body: { endpoints } })));
  };
  return (
    <>
      <Text size="sm" mt="sm" className="wrap">
        {t("device.missing_text", { name: device.profile.name, pages: endpointText(missing) })}
      </Text>
      <Button mt="xs" size="xs" variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAsking(true)}>
        {t("device.missing_add")}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        danger={false}
        title={t("device.missing_title")}
        text={t("device.missing_confirm")}
        submit={t("device.missing_submit")}
        action={add}
        onDone={() => toast(t("device.missing_done"))}
      />
    </>
  );
}
