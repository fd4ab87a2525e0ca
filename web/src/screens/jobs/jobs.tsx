// SPDX-License-Identifier: Apache-2.0
import { IconListCheck } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { jobsQuery, rows } from "@/api/queries";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { LinkButton } from "@/ui/link_button";
import { ListProblem } from "@/ui/list_problem";
import { ListSkeleton } from "@/ui/list_skeleton";
import { Screen } from "@/ui/screen";
import { ShowMore } from "@/ui/show_more";
import { JobRow } from "./job_row";
import classes from "./jobs.module.css";

/** What installs were asked to do. New jobs and each of their steps appear by themselves. */
export function Jobs() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(jobsQuery());
  const jobs = rows(list.data);
  return (
    <Screen title={t("jobs.title")} subtitle={t("jobs.subtitle")}>
      <Card padded={false}>
        {list.isPending && <ListSkeleton />}
        <ListProblem list={list} />
        {jobs.length > 0 && (
          <ul className={classes.jobs}>
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </ul>
        )}
        {list.isSuccess && jobs.length === 0 && (
          <Empty
            icon={IconListCheck}
            title={t("jobs.empty_title")}
            text={t("jobs.empty_text")}
            action={
              <LinkButton to="/devices" variant="default">
                {t("jobs.to_devices")}
              </LinkButton>
            }
          />
        )}
      </Card>
      <ShowMore list={list} />
    </Screen>
  );
}
