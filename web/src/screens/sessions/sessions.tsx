// SPDX-License-Identifier: Apache-2.0
import { SegmentedControl } from "@mantine/core";
import { IconBroadcast } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { rows, sessionsQuery } from "@/api/queries";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { LinkButton } from "@/ui/link_button";
import { ListProblem } from "@/ui/list_problem";
import { ListSkeleton } from "@/ui/list_skeleton";
import { Screen } from "@/ui/screen";
import { ShowMore } from "@/ui/show_more";
import { SessionTable } from "./session_table";

export function Sessions() {
  const { t } = useTranslation();
  const { show } = useSearch({ from: "/shell/sessions" });
  const navigate = useNavigate({ from: "/sessions" });
  const all = show === "all";
  const list = useInfiniteQuery(sessionsQuery(all ? {} : { live: true }));
  const sessions = rows(list.data);
  return (
    <Screen
      title={t("sessions.title")}
      subtitle={t("sessions.subtitle")}
      actions={
        <SegmentedControl
          aria-label={t("sessions.which")}
          value={all ? "all" : "live"}
          onChange={(value) => void navigate({ search: value === "all" ? { show: "all" } : {}, replace: true })}
          data={[
            { value: "live", label: t("sessions.live") },
            { value: "all", label: t("sessions.all") },
          ]}
        />
      }
    >
      <Card padded={false}>
        {list.isPending && <ListSkeleton />}
        <ListProblem list={list} />
        {sessions.length > 0 && <SessionTable sessions={sessions} label={t("sessions.title")} />}
        {list.isSuccess && sessions.length === 0 && (
          <Empty
            icon={IconBroadcast}
            title={t(all ? "sessions.empty_all_title" : "sessions.empty_live_title")}
            text={t(all ? "sessions.empty_all_text" : "sessions.empty_live_text")}
            action={
              <LinkButton to="/devices" variant="default">
                {t("sessions.to_devices")}
              </LinkButton>
            }
          />
        )}
      </Card>
      <ShowMore list={list} />
    </Screen>
  );
}
