// SPDX-License-Identifier: Apache-2.0
// Every state is an icon and a word; colour only repeats what they say.
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClockOff,
  IconEye,
  IconHourglass,
  IconLoader2,
  IconLock,
  IconPlugConnected,
  IconPlugConnectedX,
  IconShieldX,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Device, Install, Job, Session, Technician } from "@/api/types";
import classes from "./status.module.css";

export type Tone = "good" | "warn" | "bad" | "busy" | "calm";

export function Status({ tone, icon: Icon, label }: { tone: Tone; icon: TablerIcon; label: string }) {
  return (
    <span className={`${classes.status} ${classes[tone]}`}>
      <Icon size={15} stroke={2} aria-hidden className={Icon === IconLoader2 ? classes.spin : undefined} />
      {label}
    </span>
  );
}

const kDevice: Record<Device["status"], [Tone, TablerIcon]> = {
  unchecked: ["calm", IconCircleDashed],
  checking: ["busy", IconLoader2],
  reachable: ["good", IconCircleCheck],
  unreachable: ["bad", IconCircleX],
  identity_changed: ["warn", IconAlertTriangle],
  refused: ["bad", IconShieldX],
};

export function DeviceStatus({ status }: { status: Device["status"] }) {
  const { t } = useTranslation();
  const [tone, icon] = kDevice[status];
  return <Status tone={tone} icon={icon} label={t(`status.device_${status}`)} />;
}

export function InstallStatus({ install }: { install: Install }) {
  const { t } = useTranslation();
  if (install.state === "waiting") return <Status tone="warn" icon={IconHourglass} label={t("installs.state_waiting")} />;
  if (install.online) return <Status tone="good" icon={IconPlugConnected} label={t("installs.state_online")} />;
  return <Status tone="calm" icon={IconPlugConnectedX} label={t("installs.state_offline")} />;
}

const kJob: Record<Job["state"], [Tone, TablerIcon]> = {
  queued: ["calm", IconHourglass],
  sent: ["busy", IconLoader2],
  received: ["busy", IconLoader2],
  running: ["busy", IconLoader2],
  completed: ["good", IconCircleCheck],
  failed: ["bad", IconCircleX],
  expired: ["warn", IconClockOff],
  cancelled: ["calm", IconBan],
};

export function JobStatus({ state }: { state: Job["state"] }) {
  const { t } = useTranslation();
  const [tone, icon] = kJob[state];
  return <Status tone={tone} icon={icon} label={t(`jobs.state_${state}`)} />;
}

const kSession: Record<Session["state"], [Tone, TablerIcon]> = {
  requested: ["busy", IconLoader2],
  connecting: ["busy", IconLoader2],
  active: ["good", IconPlugConnected],
  closing: ["calm", IconLoader2],
  closed: ["calm", IconCircleCheck],
};

export function SessionStatus({ session }: { session: Session }) {
  const { t } = useTranslation();
  if (session.closed_reason === "failed") return <Status tone="bad" icon={IconCircleX} label={t("sessions.state_closed")} />;
  const [tone, icon] = kSession[session.state];
  return <Status tone={tone} icon={icon} label={t(`sessions.state_${session.state}`)} />;
}

const kTechnician: Record<Technician["status"], [Tone, TablerIcon]> = {
  active: ["good", IconCircleCheck],
  disabled: ["calm", IconBan],
  disabled_by_plan: ["warn", IconLock],
};

export function TechnicianStatus({ status }: { status: Technician["status"] }) {
  const { t } = useTranslation();
  const [tone, icon] = kTechnician[status];
  return <Status tone={tone} icon={icon} label={t(`technicians.status_${status}`)} />;
}

/** Of a session whose technician may look and change nothing. */
export function ReadOnly() {
  const { t } = useTranslation();
  return (
    <span title={t("sessions.read_only_help")}>
      <Status tone="calm" icon={IconEye} label={t("sessions.read_only")} />
    </span>
  );
}

/** Of a device, an install or an entity whose switch is off; nothing where it is on. */
export function RemoteOff({ of }: { of: { remote_access: "inherited" | "on" | "off" } }) {
  const { t } = useTranslation();
  return of.remote_access === "off" ? <Status tone="warn" icon={IconBan} label={t("remote.off")} /> : null;
}
