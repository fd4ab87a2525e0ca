// SPDX-License-Identifier: Apache-2.0
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconLock, IconWorldWww } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Device, Endpoint } from "@/api/types";
import { pageUrl } from "@/lib/urls";
import { ProblemText } from "@/ui/problem_text";
import { Status } from "@/ui/status";
import classes from "./device.module.css";
import { TlsFacts } from "./tls_facts";

/** Each page of the device with what its last check saw there. Titles and server names come from the device: text, never markup. */
export function SeenPages({ device }: { device: Device }) {
  const { t } = useTranslation();
  return (
    <>
      {device.status_detail && device.status !== "identity_changed" && <ProblemText text={device.status_detail} />}
      <ul className={classes.pages}>
        {device.endpoints.map((endpoint) => (
          <li key={endpoint.id} className={classes.page}>
            <div className={classes.seen}>
              <div className={classes.url}>
                {endpoint.scheme === "https" ? <IconLock size={15} aria-hidden /> : <IconWorldWww size={15} aria-hidden />}{" "}
                <span className="mono">{pageUrl(device.address, endpoint)}</span>
              </div>
              {endpoint.check?.title && <div className={classes.seenTitle}>“{endpoint.check.title}”</div>}
              <div className={classes.chips}>
                {endpoint.check?.status !== undefined && <span>{t("device.http_status", { status: endpoint.check.status })}</span>}
                {endpoint.check?.auth && <span>{t(`device.auth_${endpoint.check.auth}`)}</span>}
                {endpoint.check?.server && <span className="wrap">{endpoint.check.server}</span>}
                {endpoint.check?.detail && <span className="wrap">{endpoint.check.detail}</span>}
              </div>
              {endpoint.tls && <TlsFacts tls={endpoint.tls} />}
            </div>
            <Answers endpoint={endpoint} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Answers({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation();
  if (!endpoint.check) return <Status tone="calm" icon={IconCircleDashed} label={t("device.endpoint_unchecked")} />;
  return endpoint.check.reachable ? (
    <Status tone="good" icon={IconCircleCheck} label={t("device.endpoint_answers")} />
  ) : (
    <Status tone="bad" icon={IconCircleX} label={t("device.endpoint_silent")} />
  );
}
