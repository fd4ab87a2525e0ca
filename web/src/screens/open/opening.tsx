// SPDX-License-Identifier: Apache-2.0
import { Button, Loader, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { isStatus } from "@/api/problem";
import { jobQuery, sessionQuery } from "@/api/queries";
import type { Session } from "@/api/types";
import { createSession, reportOpened } from "@/lib/open_page";
import { isWebUrl } from "@/lib/urls";
import { useMe } from "@/lib/use_me";
import { useTitle } from "@/lib/use_title";
import { Bare } from "@/ui/bare";
import { LinkButton } from "@/ui/link_button";
import { Live } from "@/ui/live";
import { ProblemAlert } from "@/ui/problem_alert";
import { Ended } from "./ended";
import { Failed } from "./failed";
import { phaseOf } from "./progress";
import { Progress } from "./progress_view";

/** Changes arrive live; asking as well keeps a tab that lost its stream from waiting for ever. */
const kAskAgainMs = 2_000;

/** The tab that a device's page will appear in. It goes there by itself, or says what stopped it. */
export function Opening() {
  const { sessionId } = useParams({ from: "/open/$sessionId" });
  return (
    <Live>
      <Bare width="34rem">
        <OneOpening key={sessionId} id={sessionId} />
      </Bare>
    </Live>
  );
}

function OneOpening({ id }: { id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const unsettled = (session: Session | undefined) => session !== undefined && session.state !== "closed" && session.state !== "active";
  const session = useQuery({ ...sessionQuery(id), refetchInterval: (query) => (unsettled(query.state.data) ? kAskAgainMs : false) });
  const job = useQuery({
    ...jobQuery(session.data?.job ?? ""),
    enabled: session.data !== undefined,
    refetchInterval: unsettled(session.data) ? kAskAgainMs : false,
  });
  useEffect(() => reportOpened(id), [id]);

  const phase = session.data && phaseOf(session.data, me.technician.id);
  const name = session.data?.device_name;
  useTitle(titleOf());
  function titleOf() {
    if (phase === "failed") return t("open.failed_title", { name });
    if (phase === "ended") return t("open.ended_title", { name });
    return name ? t("open.title", { name }) : t("open.title_unknown");
  }

  const start = session.data?.start_url;
  useEffect(() => {
    // Replaced, so that "back" does not lead into a tab that would only go forward again.
    if (phase === "going" && start && isWebUrl(start)) window.location.replace(start);
  }, [phase, start]);

  if (isStatus(session.error, 404)) return <Note title={t("open.gone_title")} text={t("open.gone_text")} />;
  if (session.isError) return <ProblemAlert error={session.error} retry={() => void session.refetch()} />;
  if (!session.data || !phase) return <Loader type="dots" aria-label={t("common.loading")} />;
  if (phase === "foreign") {
    return <Note title={t("open.not_yours_title", { name: session.data.technician_name })} text={t("open.not_yours_text")} device={session.data.device} />;
  }
  if (phase === "ended") return <Ended session={session.data} again={<Again session={session.data} label={t("open.again")} />} />;
  if (phase === "failed") return <Failed session={session.data} job={job.data} again={<Again session={session.data} label={t("open.retry")} />} />;
  return <Progress session={session.data} job={job.data} phase={phase} />;
}

/** Opens a new session in this same tab. */
function Again({ session, label }: { session: Session; label: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const again = useMutation({
    mutationFn: () => createSession(session.device, session.endpoint),
    onSuccess: ({ id }) => navigate({ to: "/open/$sessionId", params: { sessionId: id }, replace: true }),
  });
  return (
    <>
      <ProblemAlert error={again.error} />
      <div style={{ display: "flex", flexWrap: "wrap", gap: "0.625rem" }}>
        <Button size="md" loading={again.isPending} onClick={() => again.mutate()}>
          {label}
        </Button>
        <LinkButton size="md" variant="default" to="/devices/$deviceId/remote" params={{ deviceId: session.device }}>
          {t("open.to_device")}
        </LinkButton>
      </div>
    </>
  );
}

function Note({ title, text, device }: { title: string; text: string; device?: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Title order={1}>{title}</Title>
      <Text mt="xs" mb="lg" c="dimmed">
        {text}
      </Text>
      {device ? (
        <LinkButton to="/devices/$deviceId/remote" params={{ deviceId: device }}>
          {t("open.to_device")}
        </LinkButton>
      ) : (
        <LinkButton to="/devices">
          {t("page.to_start")}
        </LinkButton>
      )}
    </>
  );
}
