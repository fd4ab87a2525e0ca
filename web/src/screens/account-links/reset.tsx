// SPDX-License-Identifier: Apache-2.0
import { Button, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { BackToSignIn, Done, kPasswordLeast, LinkPage, LinkProblem } from "./link_page";
import { OwnNewPassword } from "./new_password";

/** Where the link for a new password leads. */
export function Reset() {
  const { t } = useTranslation();
  const { token = "" } = useSearch({ from: "/reset" });
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { password: "" },
    validate: { password: (value) => (value.length >= kPasswordLeast ? null : t("technicians.need_password")) },
  });
  const reset = useMutation({
    mutationFn: ({ password }: { password: string }) => call(api.POST("/api/v1/password-resets/complete", { body: { token, password } })),
  });
  return (
    <LinkPage title={t("reset.title")} text={reset.data ? undefined : t("reset.text")}>
      {reset.data ? (
        <Done title={t("reset.done")} text={t("reset.done_help")} />
      ) : (
        <form noValidate onSubmit={form.onSubmit((values) => reset.mutate(values))}>
          <Stack>
            {reset.isError && <LinkProblem error={reset.error} />}
            <OwnNewPassword autoFocus key={form.key("password")} {...form.getInputProps("password")} />
            <Button type="submit" size="md" fullWidth loading={reset.isPending}>
              {t("reset.submit")}
            </Button>
          </Stack>
        </form>
      )}
      {!reset.data && <BackToSignIn />}
    </LinkPage>
  );
}
