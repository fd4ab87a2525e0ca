// SPDX-License-Identifier: Apache-2.0
import { IconCheck, IconDeviceDesktop, IconRouter, IconServer, IconX, type TablerIcon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./hop_line.module.css";

export type HopState = "ok" | "working" | "waiting" | "failed" | "idle";

export interface Hop {
  hop: "server" | "install" | "device";
  name?: string;
  state: HopState;
  /** Instead of the usual word for the state. */
  note?: string;
}

const kIcons: Record<Hop["hop"], TablerIcon> = { server: IconServer, install: IconRouter, device: IconDeviceDesktop };

/** The way from the server to the device as three stations, each with how it stands. */
export function HopLine({ hops, label }: { hops: Hop[]; label: string }) {
  const { t } = useTranslation();
  return (
    <ol className={classes.line} aria-label={label}>
      {hops.map(({ hop, name, state, note }) => {
        const Icon = kIcons[hop];
        return (
          <li key={hop} className={`${classes.stop} ${classes[state] ?? ""}`}>
            <span className={classes.icon}>
              <Icon size={22} stroke={1.7} aria-hidden />
              {(state === "ok" || state === "failed") && (
                <span className={classes.mark}>
                  {state === "ok" ? <IconCheck size={11} stroke={3.5} aria-hidden /> : <IconX size={11} stroke={3.5} aria-hidden />}
                </span>
              )}
            </span>
            <span className={classes.what}>{t(`hops.${hop}`)}</span>
            {name && <span className={classes.name}>{name}</span>}
            <span className={classes.state}>{note ?? t(`hops.${state}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
