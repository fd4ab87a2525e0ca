// SPDX-License-Identifier: Apache-2.0
import { IconPlugConnected, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { entitiesQuery } from "@/api/queries";
import type { Device } from "@/api/types";
import { offBy } from "@/lib/remote_access";
import { Ago } from "@/ui/ago";
import list from "@/ui/list.module.css";
import { RemoteOff } from "@/ui/status";
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
        <dd>
          {device.entity_path}
          <EntityOff entity={device.entity} />
        </dd>
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

/** That the device lies below a switch that is off, and whose it is. */
function EntityOff({ entity }: { entity: string }) {
  const entities = useQuery(entitiesQuery).data ?? [];
  const off = offBy(entities, entity);
  if (!off) return null;
  return (
    <small>
      <RemoteOff of={off} /> {off.id !== entity && off.path}
    </small>
  );
}
