// SPDX-License-Identifier: Apache-2.0
import { ActionIcon } from "@mantine/core";
import { IconClockPause, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AccessRight } from "@/api/types";
import { dateTime } from "@/lib/time";
import { useMe } from "@/lib/use_me";
import list from "@/ui/list.module.css";
import { Status } from "@/ui/status";
import classes from "./technicians.module.css";

/** Names what a right is for. The root entity is what the console calls all sites. */
export function useScopeText(): (scope: AccessRight["scope"]) => string {
  const { t } = useTranslation();
  const me = useMe();
  return ({ kind, id, name }) => (kind === "entity" && id === me.team.root_entity ? t("access.scope_all") : t(`access.scope_${kind}`, { name: name ?? id ?? "" }));
}

interface Props {
  rights: AccessRight[];
  label: string;
  onRemove: (right: AccessRight) => void;
}

/** Each right with its role, what it is for, and when it holds. */
export function RightList({ rights, label, onRemove }: Props) {
  const { t } = useTranslation();
  const scopeText = useScopeText();
  return (
    <ul className={classes.rights} aria-label={label}>
      {rights.map((right) => (
        <li key={right.id} className={classes.right}>
          <div>
            <span className={list.name}>{right.role_name}</span>
            <span className={list.second}>
              {scopeText(right.scope)}
              <Term right={right} />
            </span>
          </div>
          {!right.active && <Status tone="calm" icon={IconClockPause} label={t("access.inactive")} />}
          <ActionIcon
            aria-label={t("access.remove_named", { role: right.role_name, scope: scopeText(right.scope) })}
            onClick={() => onRemove(right)}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}

function Term({ right }: { right: AccessRight }) {
  const { t, i18n } = useTranslation();
  const parts = [
    right.from && t("access.from", { when: dateTime(right.from, i18n.language) }),
    right.to && t("access.until", { when: dateTime(right.to, i18n.language) }),
    right.hours && t("access.hours"),
  ];
  return <>{parts.filter(Boolean).map((part) => ` · ${part}`)}</>;
}
