// SPDX-License-Identifier: Apache-2.0
import { Button, Group } from "@mantine/core";
import { IconEdit, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { deviceQuery } from "@/api/queries";
import { useCan } from "@/lib/use_me";
import { Ago } from "@/ui/ago";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { ProblemAlert } from "@/ui/problem_alert";
import { toast } from "@/ui/toast";
import classes from "./device.module.css";
import { DeviceDialog } from "./device_dialog";
import { DeviceFacts } from "./device_facts";
import { IdentityChanged } from "./identity_changed";
import { KeyChanged } from "./key_changed";
import { MissingPages } from "./missing_pages";
import { SeenPages } from "./seen_pages";

/** What is known of the device, and what its last check saw. */
export function Overview() {
  const { t } = useTranslation();
  const { deviceId } = useParams({ from: "/shell/devices/$deviceId" });
  const { data: device } = useQuery(deviceQuery(deviceId));
  const client = useQueryClient();
  const navigate = useNavigate();
  const manage = useCan("devices.manage");
  const may_remove = useCan("devices.delete");
  const may_check = useCan("devices.check");
  const [dialog, setDialog] = useState<"edit" | "remove">();
  const check = useMutation({
    mutationFn: () => call(api.POST("/api/v1/devices/{id}/check", { params: { path: { id: deviceId } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: deviceQuery(deviceId).queryKey }),
  });
  if (!device) return null;
  const checking = device.status === "checking" || check.isPending;

  return (
    <>
      {device.status === "identity_changed" && <IdentityChanged device={device} manage={manage} />}
      {device.endpoints.map((endpoint) => (
        <KeyChanged key={endpoint.id} device={device} endpoint={endpoint} manage={manage} />
      ))}
      <ProblemAlert error={check.error} />
      <div className={classes.columns}>
        <Card
          title={t("device.details")}
          action={
            (manage || may_remove) && (
              <Group gap="xs">
                {manage && (
                  <Button size="xs" variant="default" leftSection={<IconEdit size={16} aria-hidden />} onClick={() => setDialog("edit")}>
                    {t("device.edit")}
                  </Button>
                )}
                {may_remove && (
                  <Button size="xs" variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setDialog("remove")}>
                    {t("device.remove")}
                  </Button>
                )}
              </Group>
            )
          }
        >
          <DeviceFacts device={device} />
        </Card>
        <Card
          title={t("device.endpoints")}
          help={t("device.endpoints_help")}
          action={
            may_check && (
              <Button
                size="xs"
                variant="default"
                loading={checking}
                disabled={!device.install}
                leftSection={<IconRefresh size={16} aria-hidden />}
                onClick={() => check.mutate()}
              >
                {t("device.check")}
              </Button>
            )
          }
        >
          <SeenPages device={device} />
          <p className={classes.chips} role="status">
            {checking ? (
              t("device.checking")
            ) : device.checked_at ? (
              <span>
                {t("device.checked")}: <Ago time={device.checked_at} />
              </span>
            ) : (
              t("device.never_checked")
            )}
          </p>
          {manage && <MissingPages device={device} />}
        </Card>
      </div>
      <DeviceDialog opened={dialog === "edit"} onClose={() => setDialog(undefined)} device={device} />
      <Confirm
        opened={dialog === "remove"}
        onClose={() => setDialog(undefined)}
        title={t("device.remove_title", { name: device.name })}
        text={t("device.remove_text")}
        submit={t("device.remove")}
        action={() => call(api.DELETE("/api/v1/devices/{id}", { params: { path: { id: device.id } } }))}
        onDone={() => {
          toast(t("device.removed", { name: device.name }));
          void client.invalidateQueries({ queryKey: ["devices"] });
          void navigate({ to: "/devices", search: {} });
        }}
      />
    </>
  );
}
