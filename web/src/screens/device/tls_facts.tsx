// SPDX-License-Identifier: Apache-2.0
import { IconAlertTriangle, IconKey, IconShieldLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Endpoint } from "@/api/types";
import { Ago } from "@/ui/ago";
import { Status } from "@/ui/status";
import classes from "./device.module.css";

/** How well the connection between install and device is protected, and whose key it is. */
export function TlsFacts({ tls }: { tls: NonNullable<Endpoint["tls"]> }) {
  const { t } = useTranslation();
  return (
    <div className={classes.chips}>
      <span title={tls.cipher}>
        {tls.weak ? (
          <Status tone="warn" icon={IconAlertTriangle} label={t("device.tls_weak", { tls: `${tls.version} ${tls.key}` })} />
        ) : (
          <Status tone="good" icon={IconShieldLock} label={`${tls.version} ${tls.key}`} />
        )}
      </span>
      {tls.key_changed ? (
        <Status tone="warn" icon={IconKey} label={t("device.key_changed")} />
      ) : (
        <span title={tls.known_key_sha256}>
          {tls.accepted_by ? t("device.key_accepted_by", { name: tls.accepted_by }) : t("device.key_known")} <Ago time={tls.known_since} />
        </span>
      )}
    </div>
  );
}
