// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import type { Profile } from "@/api/types";
import { endpointText } from "@/lib/endpoints";
import device from "../device/device.module.css";
import classes from "./profiles.module.css";

/** For whom the profile is, and by what such a device is recognised. */
export function ProfileAbout({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  return (
    <dl className={device.facts}>
      {profile.maker && <Fact name={t("profiles.maker")}>{profile.maker}</Fact>}
      {profile.models && <Fact name={t("profiles.models")}>{profile.models}</Fact>}
      <Fact name={t("profiles.match")}>
        {profile.match.length === 0 ? (
          t("profiles.match_none")
        ) : (
          <ul className={classes.items}>
            {profile.match.map(({ title, server }, index) => (
              <li key={index}>
                {title && server
                  ? t("profiles.match_both", { title, server })
                  : title
                    ? t("profiles.match_title", { title })
                    : t("profiles.match_server", { server })}
              </li>
            ))}
          </ul>
        )}
      </Fact>
      {profile.notes && (
        <Fact name={t("profiles.notes")}>
          <p className={classes.notes}>{profile.notes}</p>
        </Fact>
      )}
    </dl>
  );
}

/** Each part of the treatment, those at their defaults included. */
export function ProfileTreatment({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  return (
    <dl className={device.facts}>
      <Fact name={t("profiles.connections")}>{profile.connections ?? t("profiles.connections_learned")}</Fact>
      <Fact name={t("profiles.tls")}>{t(`profiles.tls_${profile.tls}`)}</Fact>
      <Fact name={t("profiles.texts")}>{t(profile.translate_bodies ? "profiles.texts_on" : "profiles.texts_off")}</Fact>
      <Fact name={t("device_form.endpoints")}>{endpointText(profile.endpoints) || t("profiles.endpoints_none")}</Fact>
      <Fact name={t("profiles.paths")}>
        {profile.allowed_paths.length === 0 ? (
          t("profiles.paths_all")
        ) : (
          <ul className={classes.items}>
            {profile.allowed_paths.map((path, index) => (
              <li key={index} className="mono">
                {path}
              </li>
            ))}
          </ul>
        )}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
