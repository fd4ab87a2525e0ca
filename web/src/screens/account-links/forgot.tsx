// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconMail } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { ProblemAlert } from "@/ui/problem_alert";
import { BackToSignIn, LinkPage } from "./link_page";

/** Asks for a link to set a new password. What is said does not tell who has an account. */
export function Forgot() {
  const { t } = useTranslation();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "" },
    validate: { email: (value) => (value.trim() ? null : t("sign_in.required")) },
  });
  const ask = useMutation({
    mutationFn: ({ email }: { email: string }) => call(api.POST("/api/v1/password-resets", { body: { email: email.trim() } })),
  });
  return (
    <LinkPage title={t("forgot.title")} text={t("forgot.text")}>
      {ask.isSuccess ? (
        <Alert role="status" icon={<IconMail aria-hidden />} title={t("links.look_mail")}>
          {t("forgot.sent")}
        </Alert>
      ) : (
        <form noValidate onSubmit={form.onSubmit((values) => ask.mutate(values))}>
          <Stack>
            {ask.isError && <ProblemAlert error={ask.error} />}
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
            <Button type="submit" size="md" fullWidth loading={ask.isPending}>
              {t("forgot.submit")}
            </Button>
          </Stack>
        </form>
      )}
      <BackToSignIn />
    </LinkPage>
  );
}
