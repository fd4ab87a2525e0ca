// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { ApiError } from "@/api/problem";
import type { Me } from "@/api/types";
import { ProblemAlert } from "@/ui/problem_alert";

interface Props {
  challenge: string;
  onSignedIn: (me: Me) => void;
  /** It took too long or failed too often: back to the password. */
  onOver: () => void;
}

/** The second step of signing in: a code of the app, or a recovery code. */
export function SecondFactor({ challenge, onSignedIn, onOver }: Props) {
  const { t } = useTranslation();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { code: "" },
    validate: { code: (value) => (value.trim() ? null : t("sign_in.required")) },
  });
  const give = useMutation({
    mutationFn: ({ code }: { code: string }) => call(api.POST("/api/v1/sign-in/second-factor", { body: { challenge, code: code.trim() } })),
    onSuccess: onSignedIn,
    onError: (error) => {
      if (error instanceof ApiError && error.code === "signed_out") onOver();
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => give.mutate(values))}>
      <Stack>
        <Text>{t("second_factor.text")}</Text>
        {give.error instanceof ApiError && give.error.code === "denied" ? (
          <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={t("second_factor.wrong")}>
            {t("second_factor.wrong_help")}
          </Alert>
        ) : (
          <ProblemAlert error={give.error} />
        )}
        <TextInput
          size="md"
          label={t("second_factor.code")}
          description={t("second_factor.code_help")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          autoComplete="one-time-code"
          autoFocus
          maxLength={64}
          required
          withAsterisk={false}
          spellCheck={false}
          key={form.key("code")}
          {...form.getInputProps("code")}
        />
        <Button type="submit" size="md" fullWidth loading={give.isPending}>
          {t("sign_in.submit")}
        </Button>
        <Button variant="subtle" onClick={onOver}>
          {t("second_factor.back")}
        </Button>
      </Stack>
    </form>
  );
}
