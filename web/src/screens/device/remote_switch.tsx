// SPDX-License-Identifier: Apache-2.0
import { Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showAnswer } from "@/api/cache";
import { api, call } from "@/api/client";
import type { Device } from "@/api/types";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { ProblemAlert } from "@/ui/problem_alert";
import { toast } from "@/ui/toast";

/** The device's own switch Remote Technician. Off beats every right and cuts what is open, so it is asked about first. */
export function RemoteSwitch({ device }: { device: Device }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { id, name } = device;
  const set = async (setting: "on" | "off") => {
    await call(api.PUT("/api/v1/devices/{id}/remote-access", { params: { path: { id } }, body: { setting } }));
    showAnswer(client, "device", { ...device, remote_access: setting });
  };
  const on = useMutation({ mutationFn: () => set("on"), onSuccess: () => toast(t("remote.switched_on", { name })) });
  return (
    <Card title={t("remote.switch_title")}>
      <Switch
        label={t("remote.switch")}
        description={t("remote.switch_help")}
        checked={device.remote_access === "on"}
        disabled={on.isPending}
        onChange={(event) => (event.currentTarget.checked ? on.mutate() : setAsking(true))}
      />
      <ProblemAlert error={on.error} />
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("remote.switch_off_title", { name })}
        text={t("remote.switch_off_text")}
        submit={t("remote.switch_off_submit")}
        action={() => set("off")}
        onDone={() => toast(t("remote.switched_off", { name }))}
      />
    </Card>
  );
}
