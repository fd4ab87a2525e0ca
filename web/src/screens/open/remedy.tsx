// SPDX-License-Identifier: Apache-2.0
import { Button, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { showAnswer } from "@/api/cache";
import { api, call } from "@/api/client";
import { isStatus } from "@/api/problem";
import { deviceQuery } from "@/api/queries";
import type { Failure, Session } from "@/api/types";
import { createSession } from "@/lib/open_page";
import { useCan } from "@/lib/use_me";
import { CopyField } from "@/ui/copy_field";
import { LinkButton } from "@/ui/link_button";
import { ProblemAlert } from "@/ui/problem_alert";

/** What the failure asks for, as a button beside "try again"; nothing where a person has to do it elsewhere. */
export function Remedy({ failure, session }: { failure: Failure; session: Session }) {
  const { t } = useTranslation();
  const { device } = session;
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
          {failure.code === "tls_failed" && <OldTls session={session} />}
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

/** The shipped profile that leaves the modern try out. */
const kOldTls = "old-tls";

/**
 * For a device that hangs on the greeting of modern TLS: the agent tries the old kind by itself only after a refusal. Offered to who may change devices, where
 * no profile would be lost for it.
 */
function OldTls({ session }: { session: Session }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const manage = useCan("devices.manage");
  const device = useQuery({ ...deviceQuery(session.device), enabled: manage });
  const retry = useMutation({
    mutationFn: async () => {
      const params = { path: { id: session.device } };
      showAnswer(client, "device", await call(api.PATCH("/api/v1/devices/{id}", { params, body: { profile: kOldTls } })));
      return createSession(session.device, session.endpoint);
    },
    onSuccess: ({ id }) => navigate({ to: "/open/$sessionId", params: { sessionId: id }, replace: true }),
  });
  if (!manage || !device.data || device.data.profile) return null;
  return (
    <>
      <ProblemAlert error={retry.error} />
      <Button size="md" variant="light" loading={retry.isPending} onClick={() => retry.mutate()}>
        {t("open.old_tls")}
      </Button>
    </>
  );
}

/** Asks for a check and goes to where its result will show. */
function CheckAgain({ device }: { device: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may_check = useCan("devices.check");
  const check = useMutation({
    // A check that is under way already does as well.
    mutationFn: () =>
      call(api.POST("/api/v1/devices/{id}/check", { params: { path: { id: device } } })).catch((error: unknown) => {
        if (!isStatus(error, 409)) throw error;
      }),
    onSuccess: () => navigate({ to: "/devices/$deviceId", params: { deviceId: device } }),
  });
  if (!may_check) return null;
  return (
    <>
      <ProblemAlert error={check.error} />
      <Button size="md" variant="light" loading={check.isPending} onClick={() => check.mutate()}>
        {t("open.check")}
      </Button>
    </>
  );
}
