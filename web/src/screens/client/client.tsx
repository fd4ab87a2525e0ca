// SPDX-License-Identifier: Apache-2.0
// Where `callout login` sends the browser: may the command line act as whoever is signed in here? The address comes from outside, so all that it
// says is shown as text, and the only place that a code is ever sent to is a port of this very machine.
import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { useMe } from "@/lib/use_me";
import { useTitle } from "@/lib/use_title";
import { Bare } from "@/ui/bare";
import { CopyField } from "@/ui/copy_field";
import { ProblemAlert } from "@/ui/problem_alert";
import { answerUrl, readRequest } from "./request";

export function Client() {
  const { t } = useTranslation();
  const me = useMe();
  const request = readRequest(useSearch({ from: "/client" }));
  const [refused, setRefused] = useState(false);
  useTitle(t("client.title"));
  const allow = useMutation({
    mutationFn: ({ challenge, name }: { challenge: string; name: string }) => call(api.POST("/api/v1/client-codes", { body: { challenge, name } })),
    onSuccess: ({ code }) => {
      if (request?.port) window.location.assign(answerUrl(request, { code }));
    },
  });
  const refuse = () => {
    setRefused(true);
    if (request?.port) window.location.assign(answerUrl(request, { error: "access_denied" }));
  };

  if (!request) return <Note title={t("client.broken")} text={t("client.broken_help")} />;
  if (refused) return <Note title={t("client.refused")} text={t("client.refused_help")} />;
  if (allow.data && !request.port) {
    return (
      <Bare width="32rem">
        <Title order={1}>{t("client.code_title")}</Title>
        <Text mt="xs" mb="lg">
          {t("client.code_help", { name: request.name })}
        </Text>
        <CopyField label={t("client.code")} copyLabel={t("client.copy_code")} text={allow.data.code} />
      </Bare>
    );
  }
  return (
    <Bare width="32rem">
      <Title order={1}>{t("client.question", { name: request.name })}</Title>
      <Text mt="xs">{t("client.means", { person: me.technician.name, email: me.technician.email })}</Text>
      <Stack mt="lg">
        {!request.port && (
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={t("client.warning")}>
            {t("client.warning_help")}
          </Alert>
        )}
        <ProblemAlert error={allow.error} />
        <Group grow>
          <Button size="md" variant="default" onClick={refuse} disabled={allow.isPending || allow.isSuccess}>
            {t("client.refuse")}
          </Button>
          <Button size="md" onClick={() => allow.mutate(request)} loading={allow.isPending || allow.isSuccess}>
            {t("client.allow")}
          </Button>
        </Group>
      </Stack>
    </Bare>
  );
}

function Note({ title, text }: { title: string; text: string }) {
  return (
    <Bare width="32rem">
      <Title order={1}>{title}</Title>
      <Text mt="xs">{text}</Text>
    </Bare>
  );
}
