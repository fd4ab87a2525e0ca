// SPDX-License-Identifier: Apache-2.0
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Session } from "@/api/types";
import { bytes } from "@/lib/time";
import { useMe } from "@/lib/use_me";
import { Ago } from "@/ui/ago";
import list from "@/ui/list.module.css";
import { ReadOnly, SessionStatus } from "@/ui/status";
import { SessionActions } from "./session_actions";
import classes from "./sessions.module.css";
import { TimeLeft } from "./time_left";

interface Props {
  sessions: Session[];
  label: string;
  /** Without the device's name where the page is about one device. */
  withDevice?: boolean;
}

export function SessionTable({ sessions, label, withDevice = true }: Props) {
  const { t } = useTranslation();
  return (
    <Table className={`${list.table} ${withDevice ? "" : classes.inset}`} aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {withDevice && (
            <Table.Th scope="col" w="26%">
              {t("sessions.column_device")}
            </Table.Th>
          )}
          <Table.Th scope="col" className={withDevice ? list.wide : undefined}>
            {t("sessions.column_technician")}
          </Table.Th>
          <Table.Th scope="col">{t("sessions.column_state")}</Table.Th>
          <Table.Th scope="col" className={list.wide}>
            {t("sessions.column_started")}
          </Table.Th>
          <Table.Td className={list.end} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sessions.map((session) => (
          <Table.Tr key={session.id}>
            {withDevice && (
              <Table.Td>
                <Link to="/devices/$deviceId/remote" params={{ deviceId: session.device }} className={classes.device}>
                  {session.device_name}
                </Link>
                {session.install_name && <span className={list.second}>{session.install_name}</span>}
                <span className={`${list.narrow} ${list.second}`}>
                  <Technician session={session} /> · <Ago time={session.created_at} />
                </span>
              </Table.Td>
            )}
            <Table.Td className={withDevice ? list.wide : undefined}>
              <Technician session={session} />
            </Table.Td>
            <Table.Td>
              <SessionStatus session={session} /> {session.read_only && <ReadOnly />}
              <span className={list.second}>{t(`sessions.kind_${session.kind}`, { port: session.port })}</span>
              <TimeLeft session={session} />
              <Closed session={session} />
            </Table.Td>
            <Table.Td className={list.wide}>
              <Ago time={session.created_at} />
              <Traffic session={session} />
            </Table.Td>
            <Table.Td className={`${list.end} ${list.row}`}>
              <SessionActions session={session} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Technician({ session }: { session: Session }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <span className="wrap">
      {session.technician_name}
      {session.technician === me.technician.id && ` (${t("common.you")})`}
    </span>
  );
}

/** Why a session is closed; for one that failed, what failed. */
function Closed({ session }: { session: Session }) {
  const { t } = useTranslation();
  if (session.state !== "closed" || !session.closed_reason) return null;
  return (
    <span className={list.second}>
      {t(`sessions.reason_${session.closed_reason}`)}
      {session.failure && `: ${session.failure.detail}`}
    </span>
  );
}

function Traffic({ session }: { session: Session }) {
  const { t, i18n } = useTranslation();
  if (session.bytes_down === undefined || session.bytes_up === undefined) return null;
  const text = t("sessions.traffic", { down: bytes(session.bytes_down, i18n.language), up: bytes(session.bytes_up, i18n.language) });
  return <span className={`${list.second} tabular`}>{text}</span>;
}
