// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { installQuery } from "@/api/queries";
import type { Enrolment, Install } from "@/api/types";
import { dateTime } from "@/lib/time";
import { CopyField } from "@/ui/copy_field";
import classes from "./installs.module.css";
import { LinkButton } from "@/ui/link_button";

/** In case the stream of changes is cut while somebody waits here. */
const kAskAgainMs = 5_000;

interface Props {
  install: Install;
  enrolment: Enrolment;
  onClose: () => void;
}

/** The line to run on site, and the moment when the agent connects. */
export function Enrol({ install, enrolment, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const { data: now = install } = useQuery({
    ...installQuery(install.id),
    refetchInterval: (query) => (query.state.data?.online ? false : kAskAgainMs),
  });
  // After a new token for an enrolled install, "online" may still be the agent that is about to be replaced.
  const connected = now.online && (install.state === "waiting" || !install.online || now.hostname !== install.hostname);
  return (
    <Stack>
      <Text>{t("install_form.enrol_text")}</Text>
      <CopyField text={enrolment.command} label={t("install_form.command")} copyLabel={t("install_form.copy")} />
      <Text size="sm" c="dimmed">
        {t("install_form.once", { when: dateTime(enrolment.expires_at, i18n.language) })}
      </Text>
      <div className={classes.live} data-done={connected} role="status">
        {connected ? <IconCircleCheck size={24} aria-hidden /> : <Loader size={22} aria-hidden />}
        <div>
          <strong>
            {connected
              ? t("install_form.connected", { name: now.name })
              : t(now.state === "enrolled" && install.state === "waiting" ? "install_form.enrolled" : "install_form.waiting")}
          </strong>
          <span>
            {connected
              ? t("install_form.connected_help", { version: now.agent_version ?? "", host: now.hostname ?? t("common.unknown") })
              : t("install_form.waiting_help")}
          </span>
        </div>
      </div>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {t(connected ? "install_form.done" : "install_form.later")}
        </Button>
        {connected && (
          <LinkButton to="/devices" search={{ add: install.id }} leftSection={<IconPlus size={18} aria-hidden />}>
            {t("install_form.add_device")}
          </LinkButton>
        )}
      </Group>
    </Stack>
  );
}
