// SPDX-License-Identifier: Apache-2.0
import { Loader, Table, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { isStatus } from "@/api/problem";
import type { SeenSession } from "@/api/types";
import { bytes, dateTime, elapsed } from "@/lib/time";
import { useTitle } from "@/lib/use_title";
import { Bare } from "@/ui/bare";
import { LanguageChoice } from "@/ui/language_choice";
import list from "@/ui/list.module.css";
import { ProblemAlert } from "@/ui/problem_alert";
import { ShowMore } from "@/ui/show_more";
import { ReadOnly } from "@/ui/status";
import { DeadLink } from "./dead_link";

/** What a customer sees without an account: which sessions there were to their devices. The link's secret is the fragment, which no server gets. */
export function Journal() {
  const { t } = useTranslation();
  const token = useLocation({ select: (location) => location.hash });
  const journal = useInfiniteQuery({
    queryKey: ["journal", token],
    queryFn: ({ pageParam, signal }) =>
      call(api.POST("/api/v1/journal-links/look", { body: pageParam ? { token, cursor: pageParam } : { token }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    enabled: token !== "",
    retry: false,
  });
  const first = journal.data?.pages[0];
  const sessions = journal.data?.pages.flatMap((page) => page.items) ?? [];
  const dead = token === "" || isStatus(journal.error, 404);
  const title = first ? t("journal.title", { entity: first.entity }) : t("journal.title_short");
  useTitle(title);
  return (
    <Bare width="70rem" below={<LanguageChoice />}>
      <Title order={1}>{title}</Title>
      {dead && <DeadLink />}
      {!dead && journal.isPending && <Loader mt="md" aria-label={t("common.loading")} />}
      {!dead && journal.isError && <ProblemAlert error={journal.error} />}
      {first && !dead && (
        <>
          <Text c="dimmed" mt={4} mb="lg" className="wrap">
            {t("journal.text", { team: first.team })}
          </Text>
          {sessions.length > 0 ? <Sessions sessions={sessions} label={title} /> : <Text>{t("journal.empty")}</Text>}
          <ShowMore list={journal} />
        </>
      )}
    </Bare>
  );
}

function Sessions({ sessions, label }: { sessions: SeenSession[]; label: string }) {
  const { t } = useTranslation();
  return (
    <Table className={list.table} aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("sessions.column_device")}</Table.Th>
          <Table.Th scope="col">{t("sessions.column_technician")}</Table.Th>
          <Table.Th scope="col">{t("sessions.column_started")}</Table.Th>
          <Table.Th scope="col">{t("journal.end")}</Table.Th>
          <Table.Th scope="col">{t("journal.bytes")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sessions.map((session, index) => (
          <Table.Tr key={`${session.started_at} ${index}`}>
            <Table.Td className={list.row}>
              <span className={list.name}>{session.device}</span>
              <span className={list.second}>{session.site}</span>
              {session.read_only && <ReadOnly />}
            </Table.Td>
            <Table.Td className={`${list.row} wrap`}>{session.technician}</Table.Td>
            <Table.Td className={list.row}>
              <Time time={session.started_at} />
            </Table.Td>
            <Table.Td className={list.row}>
              <End session={session} />
            </Table.Td>
            <Table.Td className={list.row}>
              <Bytes session={session} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Time({ time }: { time: string }) {
  const { i18n } = useTranslation();
  return (
    <time dateTime={time} className="tabular">
      {dateTime(time, i18n.language)}
    </time>
  );
}

function End({ session }: { session: SeenSession }) {
  const { t, i18n } = useTranslation();
  if (!session.ended_at) return <>{t("journal.open")}</>;
  return (
    <>
      {elapsed(Date.parse(session.ended_at) - Date.parse(session.started_at), i18n.language)}
      {session.closed_reason && <span className={list.second}>{t(`sessions.reason_${session.closed_reason}`)}</span>}
    </>
  );
}

function Bytes({ session }: { session: SeenSession }) {
  const { t, i18n } = useTranslation();
  const text = t("sessions.traffic", { down: bytes(session.bytes_down, i18n.language), up: bytes(session.bytes_up, i18n.language) });
  return <span className="tabular">{text}</span>;
}
