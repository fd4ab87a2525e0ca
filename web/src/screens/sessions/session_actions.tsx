// SPDX-License-Identifier: Apache-2.0
import { Button, Tooltip } from "@mantine/core";
import { IconClockPlus, IconExternalLink, IconPlayerStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { type Session, stampSession } from "@/api/types";
import { clock } from "@/lib/time";
import { useCan, useMe } from "@/lib/use_me";
import { Confirm } from "@/ui/confirm";
import { ProblemAlert } from "@/ui/problem_alert";
import { toast } from "@/ui/toast";
import classes from "./sessions.module.css";

/** Return to, extend and end an open session, as far as this technician may. */
export function SessionActions({ session }: { session: Session }) {
  const { t } = useTranslation();
  const me = useMe();
  // openapi.yaml: others' sessions are ended by who configures Remote Technician; the owner may do everything.
  const administers = useCan("remote_access.configure");
  const client = useQueryClient();
  const [ending, setEnding] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: ["sessions"] });
  const params = { params: { path: { id: session.id } } };
  const extend = useMutation({
    mutationFn: async () => stampSession(await call(api.POST("/api/v1/sessions/{id}/extend", params))),
    onSuccess: (changed) => {
      toast(t("sessions.extended", { time: clock(changed.remaining_s ?? 0) }));
      return refresh();
    },
  });
  if (session.state === "closed" || session.state === "closing") return null;

  const mine = session.technician === me.technician.id;
  const name = session.device_name;
  return (
    <>
      <span className={classes.actions}>
        {mine && session.state === "active" && session.kind === "webpage" && (
          <Action
            label={t("sessions.return_named", { name })}
            text={t("sessions.return")}
            icon={<IconExternalLink size={15} aria-hidden />}
            href={`/open/${encodeURIComponent(session.id)}`}
          />
        )}
        {mine && session.state === "active" && session.extendable !== false && (
          <Action
            label={t("sessions.extend_named", { name })}
            text={t("sessions.extend")}
            icon={<IconClockPlus size={15} aria-hidden />}
            loading={extend.isPending}
            onClick={() => extend.mutate()}
          />
        )}
        {(mine || administers) && (
          <Action
            label={t("sessions.end_named", { name })}
            text={t("sessions.end")}
            icon={<IconPlayerStop size={15} aria-hidden />}
            onClick={() => setEnding(true)}
          />
        )}
      </span>
      <ProblemAlert error={extend.error} />
      <Confirm
        opened={ending}
        onClose={() => setEnding(false)}
        title={t("sessions.end_title", { name })}
        text={t("sessions.end_text", { technician: session.technician_name })}
        submit={t("sessions.end_submit")}
        action={() => call(api.POST("/api/v1/sessions/{id}/end", params))}
        onDone={() => {
          toast(t("sessions.ended", { name }));
          void refresh();
        }}
      />
    </>
  );
}

interface ActionProps {
  label: string;
  text: string;
  icon: ReactNode;
  href?: string;
  loading?: boolean;
  onClick?: () => void;
}

function Action({ label, text, icon, href, loading, onClick }: ActionProps) {
  const look = { size: "xs", variant: "default", leftSection: icon, "aria-label": label } as const;
  return (
    <Tooltip label={label}>
      {href ? (
        <Button {...look} component="a" href={href} target="_blank" rel="noopener">
          {text}
        </Button>
      ) : (
        <Button {...look} loading={loading} onClick={onClick}>
          {text}
        </Button>
      )}
    </Tooltip>
  );
}
