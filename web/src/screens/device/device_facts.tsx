// SPDX-License-Identifier: Apache-2.0
import { IconPlugConnected, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Device } from "@/api/types";
import { Ago } from "@/ui/ago";
import list from "@/ui/list.module.css";
import classes from "./device.module.css";
import { ProfileLine } from "./profile_line";

export function DeviceFacts({ device }: { device: Device }) {
  const { t } = useTranslation();
  const Icon = device.install_online ? IconPlugConnected : IconPlugConnectedX;
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t("device.identity")}</dt>
        <dd>
          {device.mac ? <span className="mono">{device.mac}</span> : t("device.identity_none")}
          <small>{t("device.identity_help")}</small>
        </dd>
      </div>
      <div>
        <dt>{t("device.address")}</dt>
        <dd className="mono">{device.address}</dd>
      </div>
      <div>
        <dt>{t("device.install")}</dt>
        <dd>
          {device.install ? (
            <>
              {device.install_name}{" "}
              <span className={device.install_online ? list.online : list.offline}>
                <Icon size={15} aria-hidden />
                {t(device.install_online ? "devices.install_online" : "devices.install_offline")}
              </span>
            </>
          ) : (
            t("devices.no_install")
          )}
        </dd>
      </div>
      <div>
        <dt>{t("device.entity")}</dt>
        <dd>{device.entity_path}</dd>
      </div>
      <ProfileLine device={device} />
      <div>
        <dt>{t("device.added")}</dt>
        <dd>
          <Ago time={device.created_at} />
        </dd>
      </div>
    </dl>
  );
}
