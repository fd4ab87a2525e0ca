// SPDX-License-Identifier: Apache-2.0
import { IconCheck, IconLoader2, IconMinus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Session } from "@/api/types";
import { elapsed } from "@/lib/time";
import status from "@/ui/status.module.css";
import classes from "./open.module.css";
import type { Step, StepName } from "./progress";

/** Names a step in words, with the install it concerns. */
export function useStepText(session: Session): (name: StepName) => string {
  const { t } = useTranslation();
  return (name) => {
    if (name !== "received") return t(`open.step_${name}`);
    return session.install_name ? t("open.step_received", { install: session.install_name }) : t("open.step_received_unknown");
  };
}

const kIcons = { done: IconCheck, working: IconLoader2, waiting: IconMinus, failed: IconX, not_reached: IconMinus } as const;

export function StepList({ steps, session }: { steps: Step[]; session: Session }) {
  const { t, i18n } = useTranslation();
  const text = useStepText(session);
  const note = ({ state, at_ms }: Step): string => {
    if (state === "done") return at_ms === undefined ? "" : elapsed(at_ms, i18n.language);
    if (state === "failed") return t("hops.failed");
    if (state === "working") return t("hops.working");
    return t(state === "waiting" ? "open.waiting" : "open.not_reached");
  };
  return (
    <ol className={classes.steps} aria-label={t("open.steps")}>
      {steps.map((step) => {
        const Icon = kIcons[step.state];
        return (
          <li key={step.name} className={classes.step} data-state={step.state}>
            <span className={classes.dot}>
              <Icon size={14} stroke={2.6} aria-hidden className={step.state === "working" ? status.spin : undefined} />
            </span>
            <span className={classes.stepName}>{text(step.name)}</span>
            <span className={classes.stepNote}>{note(step)}</span>
          </li>
        );
      })}
    </ol>
  );
}
