// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Loader, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconMail } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { serverFieldError } from "@/lib/server_fields";
import { BackToSignIn, browserZone, Done, kPasswordLeast, LinkPage, LinkProblem } from "./link_page";
import { OwnNewPassword } from "./new_password";

/** A team of one's own: the form, and where the link that confirms the address leads. */
export function Register() {
  const { token } = useSearch({ from: "/register" });
  return token ? <Confirm token={token} /> : <RegisterForm />;
}

function Confirm({ token }: { token: string }) {
  const { t } = useTranslation();
  // Pressed by a person: mail programs that look at links must not use them up.
  const confirm = useMutation({ mutationFn: () => call(api.POST("/api/v1/registrations/confirm", { body: { token } })) });
  return (
    <LinkPage title={t("register.confirm_title")} text={confirm.data ? undefined : t("register.confirm_text")}>
      {confirm.isError && <LinkProblem error={confirm.error} />}
      {confirm.data ? (
        <Done title={t("register.done")} text={t("register.done_help")} />
      ) : (
        <Button size="md" mt="md" fullWidth loading={confirm.isPending} onClick={() => confirm.mutate()}>
          {t("register.confirm")}
        </Button>
      )}
    </LinkPage>
  );
}

const kFields = [
  { name: "team", autoComplete: "organization", most: 200 },
  { name: "first_name", autoComplete: "given-name", most: 100 },
  { name: "last_name", autoComplete: "family-name", most: 99 },
  { name: "email", autoComplete: "username", most: 254 },
] as const;

function RegisterForm() {
  const { t, i18n } = useTranslation();
  const options = useQuery({
    queryKey: ["sign-in-options"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/sign-in-options", { signal })),
  });
  const filled = (value: string) => (value.trim() ? null : t("sign_in.required"));
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { team: "", first_name: "", last_name: "", email: "", password: "" },
    validate: {
      team: filled,
      first_name: filled,
      email: filled,
      password: (value) => (value.length >= kPasswordLeast ? null : t("technicians.need_password")),
    },
  });
  const register = useMutation({
    mutationFn: (values: typeof form.values) =>
      call(
        api.POST("/api/v1/registrations", {
          body: {
            team: values.team.trim(),
            first_name: values.first_name.trim(),
            last_name: values.last_name.trim(),
            email: values.email.trim(),
            password: values.password,
            language: i18n.language,
            time_zone: browserZone(),
          },
        }),
      ),
    onError: (error) => form.setErrors(serverFieldError(error)),
  });
  const labels = { team: t("register.team"), first_name: t("links.first_name"), last_name: t("links.last_name"), email: t("sign_in.email") };
  if (options.data && !options.data.registration) {
    return (
      <LinkPage title={t("register.title")} text={t("register.off")}>
        <BackToSignIn />
      </LinkPage>
    );
  }
  return (
    <LinkPage title={t("register.title")} text={t("register.text")}>
      {options.isPending && <Loader aria-label={t("common.loading")} />}
      {register.isSuccess && (
        <Alert role="status" icon={<IconMail aria-hidden />} title={t("links.look_mail")}>
          {t("register.sent")}
        </Alert>
      )}
      {!options.isPending && !register.isSuccess && (
        <form noValidate onSubmit={form.onSubmit((values) => register.mutate(values))}>
          <Stack>
            {register.isError && <LinkProblem error={register.error} />}
            {kFields.map(({ name, autoComplete, most }) => (
              <TextInput
                size="md"
                label={labels[name]}
                type={name === "email" ? "email" : "text"}
                autoComplete={autoComplete}
                maxLength={most}
                required={name !== "last_name"}
                withAsterisk={false}
                key={form.key(name)}
                {...form.getInputProps(name)}
              />
            ))}
            <OwnNewPassword key={form.key("password")} {...form.getInputProps("password")} />
            <Button type="submit" size="md" mt="xs" fullWidth loading={register.isPending}>
              {t("register.submit")}
            </Button>
          </Stack>
        </form>
      )}
      <BackToSignIn />
    </LinkPage>
  );
}
