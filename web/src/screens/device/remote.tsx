// SPDX-License-Identifier: Apache-2.0
import { Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { deviceQuery } from "@/api/queries";
import type { Device } from "@/api/types";
import { useCan, useMe } from "@/lib/use_me";
import { Card } from "@/ui/card";
import { type Hop, HopLine } from "@/ui/hop_line";
import classes from "./device.module.css";
import { OpenButton } from "./open_button";
import { RecentSessions } from "./recent_sessions";
import { RemoteSwitch } from "./remote_switch";

/** The Remote Technician tab: the way to the device as it stands, and the button that opens its page. */
export function Remote() {
  const { t } = useTranslation();
  const { deviceId } = useParams({ from: "/shell/devices/$deviceId" });
  const { data: device } = useQuery(deviceQuery(deviceId));
  const me = useMe();
  const configures = useCan("remote_access.configure");
  if (!device) return null;
  return (
    <>
      <Card padded={false}>
        <div className={classes.hero}>
          <div>
            <Title order={2} className={classes.heroTitle}>
              {t("remote.title")}
            </Title>
            <p className={classes.heroText}>{t("remote.text", { minutes: me.team.session_minutes })}</p>
            <OpenButton device={device} />
          </div>
          <div className={classes.way}>
            <Way device={device} />
          </div>
        </div>
      </Card>
      {configures && <RemoteSwitch device={device} />}
      <RecentSessions device={device.id} />
    </>
  );
}

const kDeviceHop: Record<Device["status"], Hop["state"]> = {
  unchecked: "waiting",
  checking: "working",
  reachable: "ok",
  unreachable: "failed",
  identity_changed: "failed",
  refused: "failed",
};

function Way({ device }: { device: Device }) {
  const { t } = useTranslation();
  const online = device.install_online === true;
  const hops: Hop[] = [
    { hop: "server", state: "ok" },
    {
      hop: "install",
      name: device.install_name ?? t("devices.no_install"),
      state: online ? "ok" : "failed",
      note: t(online ? "devices.install_online" : "devices.install_offline"),
    },
    { hop: "device", name: device.name, state: online ? kDeviceHop[device.status] : "idle", note: t(`status.device_${device.status}`) },
  ];
  return <HopLine hops={hops} label={t("remote.path")} />;
}
