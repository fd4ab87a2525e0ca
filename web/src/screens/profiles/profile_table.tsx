// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, Menu, Table } from "@mantine/core";
import { IconCopy, IconDots, IconEdit, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Profile } from "@/api/types";
import { summary } from "@/lib/profiles";
import { useCan } from "@/lib/use_me";
import list from "@/ui/list.module.css";
import type { ProfileAction } from "./profile_dialogs";

interface Props {
  profiles: Profile[];
  label: string;
  onAction: (action: ProfileAction, profile: Profile) => void;
}

export function ProfileTable({ profiles, label, onAction }: Props) {
  const { t } = useTranslation();
  const manage = useCan("devices.manage");
  return (
    <Table className={`${list.table} ${list.pressable}`} aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" w="55%">
            {t("profiles.column_profile")}
          </Table.Th>
          <Table.Th scope="col" className={list.wide}>
            {t("profiles.sets")}
          </Table.Th>
          {manage && <Table.Td />}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {profiles.map((profile) => (
          <Table.Tr key={profile.id}>
            <Table.Td>
              <Link to="/profiles/$profileId" params={{ profileId: profile.id }} className={list.link}>
                {profile.name}
              </Link>
              <span className={list.second}>{[profile.maker, profile.models].filter(Boolean).join(" · ")}</span>
              <span className={list.narrow}>{summary(t, profile)}</span>
            </Table.Td>
            <Table.Td className={list.wide}>
              <span className="wrap">{summary(t, profile)}</span>
            </Table.Td>
            {manage && (
              <Table.Td className={list.end}>
                <Actions profile={profile} onAction={onAction} />
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Actions({ profile, onAction }: { profile: Profile; onAction: Props["onAction"] }) {
  const { t } = useTranslation();
  return (
    <div className={list.above}>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t("common.actions_for", { name: profile.name })}>
            <IconDots size={19} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!profile.shipped && (
            <Menu.Item leftSection={<IconEdit size={17} aria-hidden />} onClick={() => onAction("edit", profile)}>
              {t("profiles.edit")}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconCopy size={17} aria-hidden />} onClick={() => onAction("copy", profile)}>
            {t("profiles.copy")}
          </Menu.Item>
          {!profile.shipped && (
            <>
              <Menu.Divider />
              <Menu.Item c="var(--bad)" leftSection={<IconTrash size={17} aria-hidden />} onClick={() => onAction("remove", profile)}>
                {t("profiles.remove")}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
