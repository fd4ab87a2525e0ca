// SPDX-License-Identifier: Apache-2.0
// What the pages that one reaches without signing in have in common.
import { Alert, Anchor, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useTitle } from "@/lib/use_title";
import { Bare } from "@/ui/bare";
import { LanguageChoice } from "@/ui/language_choice";
import { LinkButton } from "@/ui/link_button";
import { ProblemAlert } from "@/ui/problem_alert";
import { isStatus } from "@/api/problem";

export const kPasswordLeast = 10;

/** The zone of this browser, as the tz database names it. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

export function LinkPage({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  useTitle(title);
  return (
    <Bare width="28rem" below={<LanguageChoice />}>
      <Title order={1}>{title}</Title>
      {text && (
        <Text c="dimmed" mt={4} mb="lg" className="wrap">
          {text}
        </Text>
      )}
      {children}
    </Bare>
  );
}

/** It is done: what now. */
export function Done({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Alert role="status" color="green" icon={<IconCircleCheck aria-hidden />} title={title} mt="md">
        {text}
      </Alert>
      <LinkButton to="/sign-in" size="md" mt="lg" fullWidth>
        {t("sign_in.submit")}
      </LinkButton>
    </>
  );
}

/** Links die: by use, by age, by a newer one. Anything else is a problem like any other. */
export function LinkProblem({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!isStatus(error, 404)) return <ProblemAlert error={error} />;
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={t("links.dead")} mt="md">
      {t("links.dead_help")}
    </Alert>
  );
}

export function BackToSignIn() {
  const { t } = useTranslation();
  return (
    <Text mt="lg" ta="center">
      <Anchor component={Link} to="/sign-in">
        {t("links.back")}
      </Anchor>
    </Text>
  );
}
