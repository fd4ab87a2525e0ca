// SPDX-License-Identifier: Apache-2.0
import { Text, Title } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Session } from "@/api/types";
import { Ago } from "@/ui/ago";
import classes from "./open.module.css";

/** Why the session is over, and the way to a new one. */
export function Ended({ session, again }: { session: Session; again: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <span className={classes.badge}>
        <IconPlugConnectedX size={28} stroke={1.7} aria-hidden />
      </span>
      <Title order={1} className={classes.title}>
        {t("open.ended_title", { name: session.device_name })}
      </Title>
      <Text mt="xs" size="md" role="status">
        {session.closed_reason ? t(`sessions.reason_${session.closed_reason}`) : t(`sessions.state_${session.state}`)}
      </Text>
      {session.closed_at && (
        <Text size="sm" c="dimmed" mt={2}>
          <Ago time={session.closed_at} />
        </Text>
      )}
      <div className={classes.foot}>{again}</div>
    </>
  );
}
