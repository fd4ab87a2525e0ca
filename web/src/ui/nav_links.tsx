// SPDX-License-Identifier: Apache-2.0
import { IconAdjustments, IconBroadcast, IconDevices, IconListCheck, IconRouter, IconSettings, IconUsers, type TablerIcon } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan } from "@/lib/use_me";
import classes from "./shell.module.css";

const kWork = [
  { to: "/devices", name: "devices", icon: IconDevices },
  { to: "/installs", name: "installs", icon: IconRouter },
  { to: "/jobs", name: "jobs", icon: IconListCheck },
  { to: "/sessions", name: "sessions", icon: IconBroadcast },
] as const;
const kProfiles = { to: "/profiles", name: "profiles", icon: IconAdjustments } as const;
const kTechnicians = { to: "/technicians", name: "technicians", icon: IconUsers } as const;
const kTeam = { to: "/team", name: "team", icon: IconSettings } as const;

type Place = (typeof kWork)[number] | typeof kProfiles | typeof kTechnicians | typeof kTeam;

export function NavLinks() {
  const { t } = useTranslation();
  const profiles = useCan("devices.view");
  const technicians = useCan("technicians.manage");
  const item = ({ to, name, icon }: Place) => (
    <li key={to}>
      <Link to={to} search={{}} className={classes.link} activeOptions={{ exact: false, includeSearch: false }}>
        <NavIcon icon={icon} />
        {t(`nav.${name}`)}
      </Link>
    </li>
  );
  return (
    <nav aria-label={t("nav.label")}>
      <ul className={classes.links}>{kWork.map(item)}</ul>
      <ul className={`${classes.links} ${classes.gap}`}>
        {profiles && item(kProfiles)}
        {technicians && item(kTechnicians)}
        {item(kTeam)}
      </ul>
    </nav>
  );
}

function NavIcon({ icon: Icon }: { icon: TablerIcon }) {
  return <Icon size={19} stroke={1.75} aria-hidden />;
}
