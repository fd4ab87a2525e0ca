// SPDX-License-Identifier: Apache-2.0
import { Skeleton, Tabs } from "@mantine/core";
import { IconChevronLeft, IconDeviceDesktopOff, IconDeviceRemote, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useParams, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isStatus } from "@/api/problem";
import { deviceQuery } from "@/api/queries";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { LinkButton } from "@/ui/link_button";
import { ProblemAlert } from "@/ui/problem_alert";
import { Screen } from "@/ui/screen";
import { DeviceStatus, RemoteOff } from "@/ui/status";
import classes from "./device.module.css";

/** One device: its head and tabs. The tabs are addresses of their own (overview.tsx, remote.tsx). */
export function DeviceScreen() {
  const { t } = useTranslation();
  const { deviceId } = useParams({ from: "/shell/devices/$deviceId" });
  const navigate = useNavigate();
  const tab = useRouterState({ select: (state) => (state.location.pathname.endsWith("/remote") ? "remote" : "overview") });
  const { data: device, error, isError, refetch } = useQuery(deviceQuery(deviceId));

  const back = (
    <Link to="/devices" search={{}} className={classes.back}>
      <IconChevronLeft size={17} aria-hidden />
      {t("devices.title")}
    </Link>
  );
  if (isStatus(error, 404)) {
    return (
      <Screen title={t("device.gone_title")} above={back}>
        <Card padded={false}>
          <Empty
            icon={IconDeviceDesktopOff}
            title={t("device.gone_title")}
            text={t("device.gone_text")}
            action={
              <LinkButton to="/devices">
                {t("device.to_devices")}
              </LinkButton>
            }
          />
        </Card>
      </Screen>
    );
  }
  if (!device) {
    return (
      <Screen title={t("common.loading")} above={back}>
        {isError ? <ProblemAlert error={error} retry={() => void refetch()} /> : <Skeleton height={320} radius="lg" />}
      </Screen>
    );
  }
  return (
    <Screen
      title={device.name}
      tabTitle={tab === "remote" ? `${device.name}, ${t("device.tab_remote")}` : device.name}
      above={back}
      subtitle={
        <div className={classes.under}>
          <DeviceStatus status={device.status} />
          <RemoteOff of={device} />
          <span className="mono wrap">{device.address}</span>
          <span className="wrap">{device.entity_path}</span>
        </div>
      }
    >
      <Tabs
        value={tab}
        keepMounted={false}
        // Arrow keys move between the tabs; each move would otherwise load a screen.
        activateTabWithKeyboard={false}
        onChange={(to) => void navigate({ to: to === "remote" ? "/devices/$deviceId/remote" : "/devices/$deviceId", params: { deviceId } })}
      >
        <Tabs.List aria-label={t("device.tabs")}>
          <Tabs.Tab value="overview" leftSection={<IconInfoCircle size={18} aria-hidden />}>
            {t("device.tab_overview")}
          </Tabs.Tab>
          <Tabs.Tab value="remote" leftSection={<IconDeviceRemote size={18} aria-hidden />}>
            {t("device.tab_remote")}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={tab} className={classes.panel}>
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </Screen>
  );
}
