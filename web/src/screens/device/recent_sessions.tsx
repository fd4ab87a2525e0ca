// SPDX-License-Identifier: Apache-2.0
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { rows, sessionsQuery } from "@/api/queries";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { ListProblem } from "@/ui/list_problem";
import { ListSkeleton } from "@/ui/list_skeleton";
import { SessionTable } from "../sessions/session_table";

/** Enough to see who was here lately; the Sessions screen has all. */
const kShown = 8;

export function RecentSessions({ device }: { device: string }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(sessionsQuery({ device }));
  const sessions = rows(list.data).slice(0, kShown);
  return (
    <Card title={t("remote.recent")}>
      {list.isPending && <ListSkeleton rows={2} />}
      <ListProblem list={list} order={3} />
      {list.isSuccess && sessions.length === 0 && <Empty order={3} icon={IconHistory} title={t("sessions.empty_all_title")} text={t("remote.recent_empty")} />}
      {sessions.length > 0 && <SessionTable sessions={sessions} label={t("remote.recent")} withDevice={false} />}
    </Card>
  );
}
