// SPDX-License-Identifier: Apache-2.0
import { Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Failure, Job, Session } from "@/api/types";
import { failureRemedy, failureTitle } from "@/lib/failures";
import { HopLine } from "@/ui/hop_line";
import classes from "./open.module.css";
import { hopsOf, stepsOf } from "./progress";
import { Remedy } from "./remedy";
import { StepList } from "./step_list";

/** Which hop failed, what was seen, and what to do. */
export function Failed({ session, job, again }: { session: Session; job: Job | undefined; again: ReactNode }) {
  const { t, i18n } = useTranslation();
  const failure: Failure = session.failure ?? job?.failure ?? { hop: "server", code: "internal", detail: "" };
  const steps = stepsOf(job, "failed");
  return (
    <>
      <Title order={1} className={classes.title}>
        {t("open.failed_title", { name: session.device_name })}
      </Title>
      <div className={classes.way}>
        <HopLine hops={hopsOf(session, steps, "failed", failure)} label={t("remote.path")} />
      </div>
      <div className={classes.failure} role="alert">
        <IconAlertTriangle size={21} aria-hidden />
        <div>
          <Title order={2} size="h3">
            {failureTitle(t, failure)}
          </Title>
          <p>{t("open.failed_at", { hop: t(`hops.${failure.hop}`) })}</p>
          <dl>
            {failure.detail && (
              <>
                <dt>{t("open.details")}</dt>
                <dd>{failure.detail}</dd>
              </>
            )}
            <dt>{t("open.what_to_do")}</dt>
            <dd>{failureRemedy(t, i18n.language, failure)}</dd>
          </dl>
        </div>
      </div>
      <StepList steps={steps} session={session} />
      <div className={classes.foot}>
        {again}
        <Remedy failure={failure} session={session} />
      </div>
    </>
  );
}
