// SPDX-License-Identifier: Apache-2.0
import { Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { isStatus } from "@/api/problem";
import type { Failure } from "@/api/types";
import { CopyField } from "@/ui/copy_field";
import { LinkButton } from "@/ui/link_button";
import { ProblemAlert } from "@/ui/problem_alert";

/** What the failure asks for, as a button beside "try again"; nothing where a person has to do it elsewhere. */
export function Remedy({ failure, device }: { failure: Failure; device: string }) {
  const { t } = useTranslation();
  switch (failure.code) {
    case "identity_changed":
    case "tls_key_changed":
      return (
        <LinkButton size="md" variant="light" to="/devices/$deviceId" params={{ deviceId: device }}>
          {t("open.compare")}
        </LinkButton>
      );
    case "device_unreachable":
    case "identity_unknown":
      return <CheckAgain device={device} />;
    case "not_http":
    case "tls_failed":
      return (
        <>
          <CheckAgain device={device} />
          <Text size="sm">{t("open.by_client")}</Text>
          <CopyField text={`callout browse ${device}`} label={t("open.client_command")} copyLabel={t("install_form.copy")} />
        </>
      );
    case "install_offline":
    case "install_silent":
      return (
        <LinkButton size="md" variant="light" to="/installs">
          {t("open.to_installs")}
        </LinkButton>
      );
    default:
      return null;
  }
}

/** Asks for a check and goes to where its result will show. */
function CheckAgain({ device }: { device: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const check = useMutation({
    // A check that is under way already does as well.
    mutationFn: () =>
      call(api.POST("/api/v1/devices/{id}/check", { params: { path: { id: device } } })).catch((error: unknown) => {
        if (!isStatus(error, 409)) throw error;
      }),
    onSuccess: () => navigate({ to: "/devices/$deviceId", params: { deviceId: device } }),
  });
  return (
    <>
      <ProblemAlert error={check.error} />
      <Button size="md" variant="light" loading={check.isPending} onClick={() => check.mutate()}>
        {t("open.check")}
      </Button>
    </>
  );
}
