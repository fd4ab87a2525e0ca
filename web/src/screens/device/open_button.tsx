// SPDX-License-Identifier: Apache-2.0
import { Anchor, Button, Select } from "@mantine/core";
import { IconCircleCheck, IconExternalLink, IconInfoCircle, IconLoader2 } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { entitiesQuery } from "@/api/queries";
import type { Device } from "@/api/types";
import { awaitOpened, createSession, openTab } from "@/lib/open_page";
import { offBy } from "@/lib/remote_access";
import { pageUrl } from "@/lib/urls";
import { useCan } from "@/lib/use_me";
import { ProblemAlert } from "@/ui/problem_alert";
import classes from "./device.module.css";

/** *Open Device Webpage*, the choice of the page when there are several, and what became of the new tab. */
export function OpenButton({ device }: { device: Device }) {
  const { t } = useTranslation();
  const allowed = useCan("device_webpage.open");
  const [chosen, setChosen] = useState<string>();
  const endpoint = device.endpoints.find(({ id }) => id === chosen) ?? device.endpoints[0];
  const open = useMutation({
    mutationFn: () => createSession(device.id, endpoint?.id),
    onSuccess: (session) => openTab(session.id),
  });
  const tab = useTab(open.data?.id);
  const hindrance = useHindrance(device, allowed);

  return (
    <>
      {device.endpoints.length > 1 && (
        <Select
          mb="md"
          label={t("remote.choose")}
          value={endpoint?.id ?? null}
          onChange={(value) => setChosen(value ?? undefined)}
          data={device.endpoints.map((page) => ({
            value: page.id,
            label: [pageUrl(device.address, page), page.check?.title].filter(Boolean).join(" · "),
          }))}
        />
      )}
      <Button
        size="md"
        loading={open.isPending}
        disabled={!allowed || !device.install}
        leftSection={<IconExternalLink size={20} aria-hidden />}
        onClick={() => open.mutate()}
      >
        {t("remote.open")}
      </Button>
      <div className={classes.note} role="status">
        {tab === "waiting" && (
          <>
            <IconLoader2 size={18} aria-hidden /> {t("remote.opening")}
          </>
        )}
        {tab === "opened" && (
          <>
            <IconCircleCheck size={18} aria-hidden /> {t("remote.opened")}
          </>
        )}
        {tab === "blocked" && open.data && (
          <>
            <IconInfoCircle size={18} aria-hidden />
            <span>
              {t("remote.blocked")}{" "}
              <Anchor inherit underline="always" href={`/open/${encodeURIComponent(open.data.id)}`} target="_blank" rel="noopener">
                {t("remote.blocked_link")}
              </Anchor>
            </span>
          </>
        )}
        {!tab && hindrance && (
          <>
            <IconInfoCircle size={18} aria-hidden /> {hindrance}
          </>
        )}
      </div>
      <ProblemAlert error={open.error} />
    </>
  );
}

type Tab = "waiting" | "opened" | "blocked";

function useTab(session: string | undefined): Tab | undefined {
  const [tab, setTab] = useState<Tab>();
  useEffect(() => {
    if (!session) return;
    setTab("waiting");
    return awaitOpened(session, (opened) => setTab(opened ? "opened" : "blocked"));
  }, [session]);
  return tab;
}

/** Why the page will likely not open now. The button stays: the server knows best, and its answer says what to do. */
function useHindrance(device: Device, allowed: boolean): string | undefined {
  const { t } = useTranslation();
  const entities = useQuery(entitiesQuery).data ?? [];
  if (!allowed) return t("remote.not_allowed");
  if (device.remote_access === "off") return t("remote.not_ready_off");
  const off = offBy(entities, device.entity);
  if (off) return t("remote.not_ready_entity", { name: off.path });
  if (!device.install) return t("remote.not_ready_none");
  if (!device.install_online) return t("remote.not_ready_install", { name: device.install_name });
  if (device.status === "identity_changed") return t("remote.not_ready_identity");
  return undefined;
}
