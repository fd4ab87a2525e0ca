// SPDX-License-Identifier: Apache-2.0
import { Table } from "@mantine/core";
import { IconPlugConnected, IconPlugConnectedX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Device } from "@/api/types";
import list from "@/ui/list.module.css";
import { DeviceStatus, RemoteOff } from "@/ui/status";

export function DeviceTable({ devices }: { devices: Device[] }) {
  const { t } = useTranslation();
  return (
    <Table className={`${list.table} ${list.pressable}`} aria-label={t("devices.title")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" w="38%">
            {t("devices.column_device")}
          </Table.Th>
          <Table.Th scope="col">{t("devices.column_status")}</Table.Th>
          <Table.Th scope="col" w="24%" className={list.wide}>
            {t("devices.column_install")}
          </Table.Th>
          <Table.Th scope="col" className={list.wide}>
            {t("devices.column_entity")}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {devices.map((device) => (
          <Table.Tr key={device.id}>
            <Table.Td>
              <Link to="/devices/$deviceId" params={{ deviceId: device.id }} className={list.link}>
                {device.name}
              </Link>
              <span className={list.second}>
                <span className="mono">{device.address}</span>
                {firstTitle(device)}
              </span>
              <span className={list.narrow}>
                <InstallOf device={device} />
              </span>
            </Table.Td>
            <Table.Td>
              <DeviceStatus status={device.status} /> <RemoteOff of={device} />
            </Table.Td>
            <Table.Td className={list.wide}>
              <InstallOf device={device} />
            </Table.Td>
            <Table.Td className={list.wide}>
              <span className={list.second} title={device.entity_path}>
                {belowRoot(device.entity_path)}
              </span>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** The path without the team itself, which heads every one of them. */
function belowRoot(path: string): string {
  const [root, ...rest] = path.split(" / ");
  return rest.length > 0 ? rest.join(" / ") : (root ?? "");
}

function firstTitle(device: Device): string {
  const title = device.endpoints.find((endpoint) => endpoint.check?.title)?.check?.title;
  return title ? ` · ${title}` : "";
}

/** The install's name, and whether it is online as icon and word. */
function InstallOf({ device }: { device: Device }) {
  const { t } = useTranslation();
  if (!device.install) return <span className={list.second}>{t("devices.no_install")}</span>;
  const Icon = device.install_online ? IconPlugConnected : IconPlugConnectedX;
  return (
    <>
      <span className="wrap">{device.install_name}</span>
      <span className={list.second}>
        <span className={device.install_online ? list.online : list.offline}>
          <Icon size={14} aria-hidden />
          {t(device.install_online ? "devices.install_online" : "devices.install_offline")}
        </span>
      </span>
    </>
  );
}
