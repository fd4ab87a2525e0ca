// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, Menu, Table } from "@mantine/core";
import { IconBan, IconCircleCheck, IconDots, IconKey, IconShieldCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Technician } from "@/api/types";
import { useMe } from "@/lib/use_me";
import { Ago } from "@/ui/ago";
import list from "@/ui/list.module.css";
import { TechnicianStatus } from "@/ui/status";
import type { TechnicianAction } from "./technicians";
import classes from "./technicians.module.css";

interface Props {
  technicians: Technician[];
  onAction: (action: TechnicianAction, technician: Technician) => void;
}

export function TechnicianTable({ technicians, onAction }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Table className={list.table} aria-label={t("technicians.title")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("technicians.column_name")}</Table.Th>
          <Table.Th scope="col" className={list.wide}>
            {t("technicians.column_role")}
          </Table.Th>
          <Table.Th scope="col">{t("technicians.column_status")}</Table.Th>
          <Table.Th scope="col" className={list.wide}>
            {t("technicians.column_since")}
          </Table.Th>
          <Table.Td />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {technicians.map((technician) => (
          <Table.Tr key={technician.id}>
            <Table.Td>
              <span className={list.name}>
                {technician.name}
                {technician.id === me.technician.id && ` (${t("common.you")})`}
              </span>
              <span className={list.second}>{technician.email}</span>
            </Table.Td>
            <Table.Td className={list.wide}>{t(technician.owner ? "account.owner" : "account.member")}</Table.Td>
            <Table.Td>
              <TechnicianStatus status={technician.status} />
              {technician.status === "disabled_by_plan" && <span className={`${list.second} ${classes.help}`}>{t("technicians.by_plan_help")}</span>}
            </Table.Td>
            <Table.Td className={list.wide}>
              <Ago time={technician.created_at} />
            </Table.Td>
            <Table.Td className={list.end}>{!technician.owner && <Actions technician={technician} onAction={onAction} />}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Actions({ technician, onAction }: { technician: Technician; onAction: Props["onAction"] }) {
  const { t } = useTranslation();
  const own = useMe().technician.id === technician.id;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t("common.actions_for", { name: technician.name })}>
          <IconDots size={19} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconShieldCheck size={17} aria-hidden />} onClick={() => onAction("access", technician)}>
          {t("technicians.access")}
        </Menu.Item>
        {/* The server lets nobody change their own account here. */}
        {!own && (
          <>
            <Menu.Item leftSection={<IconKey size={17} aria-hidden />} onClick={() => onAction("password", technician)}>
              {t("technicians.set_password")}
            </Menu.Item>
            <Menu.Divider />
            {/* What the plan disables, a press of a button does not enable. */}
            {technician.status === "disabled" ? (
              <Menu.Item leftSection={<IconCircleCheck size={17} aria-hidden />} onClick={() => onAction("enable", technician)}>
                {t("technicians.enable")}
              </Menu.Item>
            ) : (
              <Menu.Item c="var(--bad)" leftSection={<IconBan size={17} aria-hidden />} onClick={() => onAction("disable", technician)}>
                {t("technicians.disable")}
              </Menu.Item>
            )}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
