// SPDX-License-Identifier: Apache-2.0
import { Anchor, Button, Text, Title, VisuallyHidden } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import type { Job, Session } from "@/api/types";
import { elapsed } from "@/lib/time";
import { isWebUrl } from "@/lib/urls";
import { useTick } from "@/lib/use_now";
import { HopLine } from "@/ui/hop_line";
import { ProblemAlert } from "@/ui/problem_alert";
import { ReadOnly } from "@/ui/status";
import classes from "./open.module.css";
import { hopsOf, type Phase, stepsOf } from "./progress";
import { StepList, useStepText } from "./step_list";

/** When it says that this takes longer than usual. */
const kSlowMs = 8_000;

interface Props {
  session: Session;
  job: Job | undefined;
  phase: Phase;
}

/** The way to the device, live. */
export function Progress({ session, job, phase }: Props) {
  const { t, i18n } = useTranslation();
  const text = useStepText(session);
  const steps = stepsOf(job, phase);
  const total_ms = useElapsed(job, phase === "opening");
  const done = steps.filter((step) => step.state === "done").at(-1);
  const cancel = useMutation({ mutationFn: () => call(api.POST("/api/v1/sessions/{id}/end", { params: { path: { id: session.id } } })) });

  return (
    <>
      <Title order={1} className={classes.title}>
        {t("open.title", { name: session.device_name })}
      </Title>
      <Text c="dimmed" size="sm" className="tabular" mt={2}>
        {phase === "going" ? t("open.going") : total_ms !== undefined ? t("open.total", { time: elapsed(total_ms, i18n.language) }) : " "}
      </Text>
      {session.read_only && <ReadOnly />}
      <div className={classes.way}>
        <HopLine hops={hopsOf(session, steps, phase, undefined)} label={t("remote.path")} />
      </div>
      <StepList steps={steps} session={session} />
      <VisuallyHidden aria-live="polite">{phase === "going" ? t("open.going") : done && text(done.name)}</VisuallyHidden>
      {phase === "opening" && total_ms !== undefined && total_ms > kSlowMs && (
        <Text size="sm" mt="md" role="status">
          {t("open.slow", { install: session.install_name ?? t("hops.install") })}
        </Text>
      )}
      <ProblemAlert error={cancel.error} />
      <div className={classes.foot}>
        {phase === "going" && session.start_url && isWebUrl(session.start_url) && (
          <Anchor href={session.start_url} underline="always" size="sm">
            {t("open.go")}
          </Anchor>
        )}
        {phase === "opening" && (
          <Button variant="default" size="sm" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t("open.cancel")}
          </Button>
        )}
      </div>
    </>
  );
}

/** Milliseconds since the job was made, by this page's own clock; the server's and the browser's wall clocks may differ. */
function useElapsed(job: Job | undefined, running: boolean): number | undefined {
  const [made, setMade] = useState<number>();
  const last_ms = job?.steps.at(-1)?.at_ms;
  useEffect(() => {
    if (last_ms !== undefined) setMade((earlier) => Math.min(earlier ?? Infinity, performance.now() - last_ms));
  }, [last_ms]);
  const now = useTick(100, running);
  return made === undefined ? undefined : Math.max(0, now - made);
}
