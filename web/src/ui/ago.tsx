// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import { ago, dateTime } from "@/lib/time";
import { useMinute } from "@/lib/use_now";

/** "5 minutes ago", with the full time for who points at it. */
export function Ago({ time }: { time: string }) {
  const { i18n } = useTranslation();
  const now = useMinute();
  return (
    <time dateTime={time} title={dateTime(time, i18n.language)} className="tabular">
      {ago(time, now, i18n.language)}
    </time>
  );
}
