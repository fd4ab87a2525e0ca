// SPDX-License-Identifier: Apache-2.0
import { Button, Loader, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { serverFieldError } from "@/lib/server_fields";
import { BackToSignIn, browserZone, Done, kPasswordLeast, LinkPage, LinkProblem } from "./link_page";
import { OwnNewPassword } from "./new_password";

interface Facts {
  email: string;
  first_name: string;
  last_name: string;
}

/** Join the Team: where the link of an invitation leads. */
export function Join() {
  const { t } = useTranslation();
  const { token = "" } = useSearch({ from: "/join" });
  const look = useQuery({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => call(api.POST("/api/v1/invitations/look", { body: { token }, signal })),
    retry: false,
    // It is one's own until it is used; asking again while somebody types would only take it away from them.
    staleTime: Infinity,
  });
  const facts = look.data;
  const title = facts ? t("join.title", { team: facts.team }) : t("join.title_short");
  return (
    <LinkPage title={title} text={facts && t("join.text", { inviter: facts.inviter, email: facts.email })}>
      {look.isPending && <Loader aria-label={t("common.loading")} />}
      {look.isError && (
        <>
          <LinkProblem error={look.error} />
          <BackToSignIn />
        </>
      )}
      {facts && <JoinForm token={token} facts={facts} />}
    </LinkPage>
  );
}

function JoinForm({ token, facts }: { token: string; facts: Facts }) {
  const { t, i18n } = useTranslation();
  // Until they say their name, an invitation shows the beginning of their address.
  const unnamed = facts.email.startsWith(`${facts.first_name}@`);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { first_name: unnamed ? "" : facts.first_name, last_name: facts.last_name, password: "" },
    validate: {
      first_name: (value) => (value.trim() ? null : t("sign_in.required")),
      password: (value) => (value.length >= kPasswordLeast ? null : t("technicians.need_password")),
    },
  });
  const join = useMutation({
    mutationFn: (values: typeof form.values) =>
      call(
        api.POST("/api/v1/invitations/accept", {
          body: {
            token,
            first_name: values.first_name.trim(),
            last_name: values.last_name.trim(),
            password: values.password,
            language: i18n.language,
            time_zone: browserZone(),
          },
        }),
      ),
    onError: (error) => form.setErrors(serverFieldError(error)),
  });
  if (join.data) return <Done title={t("join.done")} text={t("join.done_help", { email: join.data.email })} />;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => join.mutate(values))}>
      <Stack>
        {join.isError && <LinkProblem error={join.error} />}
        <TextInput
          size="md"
          label={t("links.first_name")}
          autoComplete="given-name"
          autoFocus
          maxLength={100}
          required
          withAsterisk={false}
          key={form.key("first_name")}
          {...form.getInputProps("first_name")}
        />
        <TextInput
          size="md"
          label={t("links.last_name")}
          autoComplete="family-name"
          maxLength={99}
          key={form.key("last_name")}
          {...form.getInputProps("last_name")}
        />
        {/* For the browser's own store of passwords. */}
        <input type="hidden" name="username" autoComplete="username" value={facts.email} />
        <OwnNewPassword key={form.key("password")} {...form.getInputProps("password")} />
        <Button type="submit" size="md" mt="xs" fullWidth loading={join.isPending}>
          {t("join.submit")}
        </Button>
      </Stack>
    </form>
  );
}
