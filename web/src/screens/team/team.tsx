// SPDX-License-Identifier: Apache-2.0
import { Button, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { meQuery } from "@/api/queries";
import { serverFieldError } from "@/lib/server_fields";
import { useCan, useMe } from "@/lib/use_me";
import { Card } from "@/ui/card";
import { ProblemAlert } from "@/ui/problem_alert";
import { Screen } from "@/ui/screen";
import { toast } from "@/ui/toast";
import device from "../device/device.module.css";

const kMinutesLeast = 1;
const kMinutesMost = 480;

export function TeamSettings() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Screen title={t("team.title")} subtitle={t("team.subtitle")}>
      <div className={device.columns}>
        <Card title={me.team.name}>
          <TeamForm />
        </Card>
        <Card title={t("team.about")}>
          <dl className={device.facts}>
            <div>
              <dt>{t("team.address")}</dt>
              <dd className="mono">{me.server.url}</dd>
            </div>
            <div>
              <dt>{t("team.version")}</dt>
              <dd>{me.server.version}</dd>
            </div>
          </dl>
        </Card>
      </div>
    </Screen>
  );
}

function TeamForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = useMe();
  const manage = useCan("team.manage");
  const form = useForm<{ name: string; session_minutes: number | string }>({
    initialValues: { name: me.team.name, session_minutes: me.team.session_minutes },
    validate: {
      name: (value) => (value.trim() ? null : t("team.need_name")),
      session_minutes: (value) =>
        typeof value === "number" && Number.isInteger(value) && value >= kMinutesLeast && value <= kMinutesMost ? null : t("team.need_minutes"),
    },
  });
  const save = useMutation({
    mutationFn: () => {
      const { name, session_minutes } = form.values;
      return call(api.PATCH("/api/v1/team", { body: { name: name.trim(), session_minutes: Number(session_minutes) } }));
    },
    onSuccess: (team) => {
      client.setQueryData(meQuery.queryKey, (now) => now && { ...now, team });
      form.resetDirty();
      toast(t("team.saved"));
    },
    onError: (error) => form.setErrors(serverFieldError(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit(() => save.mutate())}>
      <Stack>
        <TextInput label={t("team.name")} maxLength={200} required withAsterisk={false} readOnly={!manage} {...form.getInputProps("name")} />
        <NumberInput
          label={t("team.minutes")}
          description={t("team.minutes_help")}
          min={kMinutesLeast}
          max={kMinutesMost}
          allowDecimal={false}
          clampBehavior="none"
          hideControls
          required
          withAsterisk={false}
          readOnly={!manage}
          {...form.getInputProps("session_minutes")}
        />
        <ProblemAlert error={save.error} />
        {manage ? (
          <div>
            <Button type="submit" loading={save.isPending}>
              {t("common.save")}
            </Button>
          </div>
        ) : (
          <Text size="sm" c="dimmed">
            {t("team.owner_only")}
          </Text>
        )}
      </Stack>
    </form>
  );
}
