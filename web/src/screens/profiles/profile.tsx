// SPDX-License-Identifier: Apache-2.0
import { Button, Skeleton } from "@mantine/core";
import { IconAdjustmentsOff, IconChevronLeft, IconCopy, IconEdit, IconPackage, IconTrash, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isStatus } from "@/api/problem";
import { profileQuery } from "@/api/queries";
import { useCan } from "@/lib/use_me";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { LinkButton } from "@/ui/link_button";
import { ProblemAlert } from "@/ui/problem_alert";
import { Screen } from "@/ui/screen";
import { Status } from "@/ui/status";
import device from "../device/device.module.css";
import { type ProfileAction, ProfileDialogs } from "./profile_dialogs";
import { ProfileAbout, ProfileTreatment } from "./profile_facts";

/** One profile: for whom it is, what it sets, and why. */
export function ProfileScreen() {
  const { t } = useTranslation();
  const { profileId } = useParams({ from: "/shell/profiles/$profileId" });
  const navigate = useNavigate();
  const manage = useCan("devices.manage");
  const { data: profile, error, isError, refetch } = useQuery(profileQuery(profileId));
  const [action, setAction] = useState<ProfileAction>();

  const back = (
    <Link to="/profiles" className={device.back}>
      <IconChevronLeft size={17} aria-hidden />
      {t("profiles.title")}
    </Link>
  );
  if (isStatus(error, 404)) {
    return (
      <Screen title={t("profiles.gone_title")} above={back}>
        <Card padded={false}>
          <Empty
            icon={IconAdjustmentsOff}
            title={t("profiles.gone_title")}
            text={t("profiles.gone_text")}
            action={<LinkButton to="/profiles">{t("profiles.to_profiles")}</LinkButton>}
          />
        </Card>
      </Screen>
    );
  }
  if (!profile) {
    return (
      <Screen title={t("common.loading")} above={back}>
        {isError ? <ProblemAlert error={error} retry={() => void refetch()} /> : <Skeleton height={320} radius="lg" />}
      </Screen>
    );
  }
  return (
    <Screen
      title={profile.name}
      above={back}
      subtitle={<Status tone="calm" icon={profile.shipped ? IconPackage : IconUsers} label={t(profile.shipped ? "profiles.shipped" : "profiles.own")} />}
      actions={
        manage && (
          <>
            {!profile.shipped && (
              <Button variant="default" leftSection={<IconEdit size={17} aria-hidden />} onClick={() => setAction("edit")}>
                {t("profiles.edit")}
              </Button>
            )}
            <Button variant="default" leftSection={<IconCopy size={17} aria-hidden />} onClick={() => setAction("copy")}>
              {t("profiles.copy")}
            </Button>
            {!profile.shipped && (
              <Button variant="default" leftSection={<IconTrash size={17} aria-hidden />} onClick={() => setAction("remove")}>
                {t("profiles.remove")}
              </Button>
            )}
          </>
        )
      }
    >
      <div className={device.columns}>
        <Card title={t("profiles.sets")}>
          <ProfileTreatment profile={profile} />
        </Card>
        <Card title={t("profiles.about")}>
          <ProfileAbout profile={profile} />
        </Card>
      </div>
      <ProfileDialogs asked={action && { action, profile }} onClose={() => setAction(undefined)} onRemoved={() => void navigate({ to: "/profiles" })} />
    </Screen>
  );
}
