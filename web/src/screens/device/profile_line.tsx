// SPDX-License-Identifier: Apache-2.0
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Device } from "@/api/types";
import { summary } from "@/lib/profiles";
import classes from "./device.module.css";

/** Which profile holds for the device and why, and how the device is treated by it and by its own settings. */
export function ProfileLine({ device }: { device: Device }) {
  const { t } = useTranslation();
  const { profile, treatment, body_translation } = device;
  return (
    <div>
      <dt>{t("device.profile")}</dt>
      <dd>
        {profile ? (
          <Link to="/profiles/$profileId" params={{ profileId: profile.id }} className={classes.inText}>
            {profile.name}
          </Link>
        ) : (
          t("device.profile_none")
        )}
        {profile && <small>{t(profile.chosen ? "device.profile_chosen" : "device.profile_recognised")}</small>}
        <small>{summary(t, treatment)}</small>
        {body_translation !== "as_profile" && <small>{t(`device.translation_${body_translation}`)}</small>}
      </dd>
    </div>
  );
}
