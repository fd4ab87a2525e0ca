// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { IconBan, IconCircleCheck, IconCircleX, IconExternalLink, IconStethoscope } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import type { Job } from "@/api/types";
import { failureTitle } from "@/lib/failures";
import { elapsed } from "@/lib/time";
import { Ago } from "@/ui/ago";
import { ProblemAlert } from "@/ui/problem_alert";
import { JobStatus } from "@/ui/status";
import classes from "./jobs.module.css";

const kOpenStates: readonly Job["state"][] = ["queued", "sent", "received", "running"];

export function JobRow({ job }: { job: Job }) {
  const { t } = useTranslation();
  const Icon = job.kind === "check_device" ? IconStethoscope : IconExternalLink;
  const about = [
    t(`jobs.kind_${job.kind}`),
    job.install_name && t("jobs.via", { install: job.install_name }),
    job.technician_name && t("jobs.asked_by", { name: job.technician_name }),
  ];
  return (
    <li className={classes.job}>
      <span className={classes.icon}>
        <Icon size={19} stroke={1.7} aria-hidden />
      </span>
      <div>
        <div className={classes.name}>
          {job.device ? (
            <Link to="/devices/$deviceId" params={{ deviceId: job.device }}>
              {job.device_name}
            </Link>
          ) : (
            (job.device_name ?? job.install_name)
          )}
        </div>
        <div className={classes.about}>
          {about.filter(Boolean).join(" · ")} · <Ago time={job.created_at} />
        </div>
      </div>
      <div className={classes.state}>
        <JobStatus state={job.state} />
        <Cancel job={job} />
      </div>
      <div className={classes.course}>
        <Steps job={job} />
        {job.failure && (
          <div className={classes.failure}>
            {failureTitle(t, job.failure)} ({t("failure.at", { hop: t(`hops.${job.failure.hop}`) })}): {job.failure.detail}
          </div>
        )}
      </div>
    </li>
  );
}

function Steps({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  // Every job begins in the queue at 0 ms; that says something only while nothing else has happened.
  const steps = job.steps.length > 1 ? job.steps.filter(({ name }) => name !== "queued") : job.steps;
  return (
    <ol className={classes.steps} aria-label={t("jobs.steps")} aria-live={kOpenStates.includes(job.state) ? "polite" : "off"}>
      {steps.map(({ name, at_ms, detail }, index) => {
        const bad = name === "failed" || name === "expired";
        const Icon = bad ? IconCircleX : name === "cancelled" ? IconBan : IconCircleCheck;
        return (
          <li key={`${name}-${index}`} className={classes.step} data-tone={bad ? "bad" : "good"} title={detail}>
            <Icon size={15} aria-hidden />
            {t(`jobs.step_${name}`)} <span className={classes.time}>{elapsed(at_ms, i18n.language)}</span>
          </li>
        );
      })}
    </ol>
  );
}

function Cancel({ job }: { job: Job }) {
  const { t } = useTranslation();
  const cancel = useMutation({ mutationFn: () => call(api.POST("/api/v1/jobs/{id}/cancel", { params: { path: { id: job.id } } })) });
  // Who may see a job may cancel it: it is their own, or they manage the jobs of its install.
  if (!kOpenStates.includes(job.state)) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={cancel.isPending}
        aria-label={t("jobs.cancel_named", { name: job.device_name ?? job.install_name ?? "" })}
        onClick={() => cancel.mutate()}
      >
        {t("jobs.cancel")}
      </Button>
      <ProblemAlert error={cancel.error} />
    </>
  );
}
