// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Text, Title } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { isStatus } from "@/api/problem";
import { useTitle } from "@/lib/use_title";
import { Bare } from "@/ui/bare";
import { LanguageChoice } from "@/ui/language_choice";
import { ProblemAlert } from "@/ui/problem_alert";
import { DeadLink } from "./dead_link";

/** Where the link of a contact's mails leads. Pressed by a person: mail programs that look at links must not stop anything. */
export function Unsubscribe() {
  const { t } = useTranslation();
  const { token = "" } = useSearch({ from: "/unsubscribe" });
  const stop = useMutation({ mutationFn: () => call(api.POST("/unsubscribe", { params: { query: { token } } })) });
  const dead = token === "" || isStatus(stop.error, 404);
  useTitle(t("unsubscribe.title"));
  return (
    <Bare width="28rem" below={<LanguageChoice />}>
      <Title order={1}>{t("unsubscribe.title")}</Title>
      {dead && <DeadLink />}
      {stop.isError && !dead && <ProblemAlert error={stop.error} />}
      {stop.isSuccess && (
        <Alert role="status" color="green" icon={<IconCircleCheck aria-hidden />} title={t("unsubscribe.done")} mt="md">
          {t("unsubscribe.done_help")}
        </Alert>
      )}
      {!dead && !stop.isSuccess && (
        <>
          <Text c="dimmed" mt={4} mb="lg">
            {t("unsubscribe.text")}
          </Text>
          <Button size="md" fullWidth loading={stop.isPending} onClick={() => stop.mutate()}>
            {t("unsubscribe.submit")}
          </Button>
        </>
      )}
    </Bare>
  );
}
