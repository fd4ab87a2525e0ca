// SPDX-License-Identifier: Apache-2.0
import { IconClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Session } from "@/api/types";
import { clock } from "@/lib/time";
import { useTimeLeft } from "@/lib/use_time_left";
import classes from "./sessions.module.css";

/** From here on the time left is shown as a warning. */
const kSoonS = 120;

export function TimeLeft({ session }: { session: Session }) {
  const { t } = useTranslation();
  const left = useTimeLeft(session);
  if (left === undefined) return null;
  return (
    <span className={classes.left} data-soon={left <= kSoonS} role="timer">
      <IconClock size={14} aria-hidden />
      {t("sessions.left", { time: clock(left) })}
    </span>
  );
}
