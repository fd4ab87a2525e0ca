// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, Menu, Table } from "@mantine/core";
import { IconAlertTriangle, IconDots, IconEdit, IconKey, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Install } from "@/api/types";
import { Ago } from "@/ui/ago";
import list from "@/ui/list.module.css";
import { InstallStatus, RemoteOff } from "@/ui/status";
import type { InstallAction } from "./installs";
import classes from "./installs.module.css";

interface Props {
  installs: Install[];
  manage: boolean;
  onAction: (action: InstallAction, install: Install) => void;
}

export function InstallTable({ installs, manage, onAction }: Props) {
  const { t } = useTranslation();
  return (
    <Table className={list.table} aria-label={t("installs.title")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("installs.column_install")}</Table.Th>
          <Table.Th scope="col">{t("installs.column_state")}</Table.Th>
          <Table.Th scope="col" className={list.wide}>
            {t("installs.column_agent")}
          </Table.Th>
          <Table.Th scope="col" className={list.wide}>
            {t("installs.column_devices")}
          </Table.Th>
          {manage && <Table.Td />}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {installs.map((install) => (
          <Table.Tr key={install.id}>
            <Table.Td>
              <span className={list.name}>{install.name}</span>
              <span className={list.second}>{install.entity_path}</span>
              {install.duplicate_key && <Duplicate />}
              <span className={`${list.narrow} ${list.second}`}>
                <Devices install={install} />
              </span>
            </Table.Td>
            <Table.Td>
              <InstallStatus install={install} /> <RemoteOff of={install} />
              {!install.online && install.last_seen_at && (
                <span className={list.second}>
                  <Seen at={install.last_seen_at} />
                </span>
              )}
            </Table.Td>
            <Table.Td className={list.wide}>
              <span className="wrap">{install.hostname}</span>
              <span className={list.second}>{[install.agent_version, install.os, install.remote_address].filter(Boolean).join(" · ")}</span>
            </Table.Td>
            <Table.Td className={list.wide}>
              <Devices install={install} />
            </Table.Td>
            {manage && (
              <Table.Td className={list.end}>
                <Actions install={install} onAction={onAction} />
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Seen({ at }: { at: string }) {
  const { t } = useTranslation();
  const [before, after] = t("installs.seen", { when: "\n" }).split("\n");
  return (
    <>
      {before}
      <Ago time={at} />
      {after}
    </>
  );
}

function Devices({ install }: { install: Install }) {
  const { t } = useTranslation();
  return <span className={`${list.nowrap} tabular`}>{t("installs.devices", { count: install.device_count })}</span>;
}

/** A key seen live from two machines is a copied folder or a theft; either way somebody must decide. */
function Duplicate() {
  const { t } = useTranslation();
  return (
    <span className={classes.duplicate}>
      <IconAlertTriangle size={15} aria-hidden />
      <span>
        <strong>{t("installs.duplicate")}.</strong> {t("installs.duplicate_text")}
      </span>
    </span>
  );
}

function Actions({ install, onAction }: { install: Install; onAction: Props["onAction"] }) {
  const { t } = useTranslation();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t("common.actions_for", { name: install.name })}>
          <IconDots size={19} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconEdit size={17} aria-hidden />} onClick={() => onAction("rename", install)}>
          {t("installs.rename")}
        </Menu.Item>
        <Menu.Item leftSection={<IconKey size={17} aria-hidden />} onClick={() => onAction("token", install)}>
          {t("installs.new_token")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item c="var(--bad)" leftSection={<IconTrash size={17} aria-hidden />} onClick={() => onAction("remove", install)}>
          {t("installs.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
