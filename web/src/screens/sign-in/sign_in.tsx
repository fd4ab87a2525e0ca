// SPDX-License-Identifier: Apache-2.0
import { Alert, Anchor, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, setCsrfToken } from "@/api/client";
import { ApiError } from "@/api/problem";
import { meQuery } from "@/api/queries";
import type { Me } from "@/api/types";
import { isServerPath, safeNext } from "@/lib/next";
import { useTitle } from "@/lib/use_title";
import { Bare } from "@/ui/bare";
import { LanguageChoice } from "@/ui/language_choice";
import { ProblemAlert } from "@/ui/problem_alert";
import { SecondFactor } from "./second_factor";

/** Signs in and goes where one came from. */
export function SignIn() {
  const { t } = useTranslation();
  const router = useRouter();
  const client = useQueryClient();
  const search = useSearch({ from: "/sign-in" });
  const next = safeNext(search.next);
  useTitle(t("sign_in.title"));

  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) => (value.trim() ? null : t("sign_in.required")),
      password: (value) => (value ? null : t("sign_in.required")),
    },
  });
  const signIn = useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) =>
      call(api.POST("/api/v1/sign-in", { body: { email: email.trim(), password } })),
    onSuccess: (answer) => {
      if ("second_factor" in answer) setChallenge(answer.challenge);
      else enter(answer);
    },
  });
  const [challenge, setChallenge] = useState<string>();
  const [over, setOver] = useState(false);
  // What the page offers beside signing in; it does without when the server does not say.
  const options = useQuery({ queryKey: ["sign-in-options"], queryFn: ({ signal }) => call(api.GET("/api/v1/sign-in-options", { signal })), retry: false });
  const enter = (me: Me) => {
    setCsrfToken(me.csrf_token);
    client.setQueryData(meQuery.queryKey, me);
    // The server answers /authorize itself, so the browser must ask it rather than the console's router.
    if (isServerPath(next)) window.location.assign(next);
    else router.history.push(next);
  };
  const back = () => {
    setChallenge(undefined);
    setOver(true);
    signIn.reset();
  };

  return (
    <Bare
      width="26rem"
      below={<LanguageChoice />}
    >
      <Title order={1}>{t("sign_in.title")}</Title>
      <Text c="dimmed" mt={4} mb="lg">
        {next === "/" ? t("sign_in.subtitle") : t("sign_in.continue")}
      </Text>
      {challenge && <SecondFactor challenge={challenge} onSignedIn={enter} onOver={back} />}
      {!challenge && <form noValidate onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
        <Stack>
          {over && !signIn.error && <Text role="status">{t("second_factor.over")}</Text>}
          <Refusal error={signIn.error} />
          <TextInput
            size="md"
            type="email"
            label={t("sign_in.email")}
            autoComplete="username"
            autoFocus
            maxLength={254}
            required
            withAsterisk={false}
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            size="md"
            label={t("sign_in.password")}
            autoComplete="current-password"
            maxLength={1024}
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": t("technicians.show_password") }}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" size="md" mt="xs" fullWidth loading={signIn.isPending}>
            {t("sign_in.submit")}
          </Button>
          <Group justify="space-between">
            {options.data?.password_reset && (
              <Anchor component={Link} to="/forgot">
                {t("sign_in.forgot")}
              </Anchor>
            )}
            {options.data?.registration && (
              <Anchor component={Link} to="/register">
                {t("sign_in.register")}
              </Anchor>
            )}
          </Group>
        </Stack>
      </form>}
    </Bare>
  );
}

/** A wrong password and too many attempts have words of their own; anything else is a problem like any other. */
function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!(error instanceof ApiError)) return null;
  if (error.status === 401) {
    return (
      <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={t("sign_in.wrong")}>
        {t("sign_in.wrong_help")}
      </Alert>
    );
  }
  if (error.status === 429 && error.problem.retry_after_s !== undefined) return <Wait key={error.message} seconds={error.problem.retry_after_s} />;
  return <ProblemAlert error={error} />;
}

function Wait({ seconds }: { seconds: number }) {
  const { t } = useTranslation();
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    setLeft(seconds);
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  if (left === 0) return null;
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t("sign_in.wait")}>
      <span aria-live="off" className="tabular">
        {t("sign_in.wait_help", { seconds: left })}
      </span>
    </Alert>
  );
}
