// SPDX-License-Identifier: Apache-2.0
// What stands in place of a screen that is not there or could not be shown.
import { Button } from "@mantine/core";
import { IconMapQuestion, IconRefreshAlert } from "@tabler/icons-react";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import { useTitle } from "@/lib/use_title";
import classes from "./bare.module.css";
import { Empty } from "./empty";
import { LinkButton } from "./link_button";
import { ProblemAlert } from "./problem_alert";

export function Missing() {
  const { t } = useTranslation();
  useTitle(t("page.missing_title"));
  return (
    <Note
      icon={IconMapQuestion}
      title={t("page.missing_title")}
      text={t("page.missing_text")}
      action={
        <LinkButton to="/devices">
          {t("page.to_start")}
        </LinkButton>
      }
    />
  );
}

export function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation();
  useTitle(t("page.broken_title"));
  const reload = () => window.location.reload();
  if (error instanceof ApiError) {
    return (
      <main style={{ maxWidth: "36rem", margin: "15vh auto", padding: "0 1rem" }}>
        <ProblemAlert error={error} retry={reload} />
      </main>
    );
  }
  return (
    <Note
      icon={IconRefreshAlert}
      title={t("page.broken_title")}
      text={t("page.broken_text")}
      action={<Button onClick={reload}>{t("page.reload")}</Button>}
    />
  );
}

function Note(props: ComponentProps<typeof Empty>) {
  return (
    <main className={classes.page}>
      <Empty order={1} {...props} />
    </main>
  );
}
