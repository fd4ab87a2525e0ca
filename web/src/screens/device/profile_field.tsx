// SPDX-License-Identifier: Apache-2.0
import { Select } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { profilesQuery } from "@/api/queries";
import type { Device, Profile } from "@/api/types";
import { fittingProfile, summary } from "@/lib/profiles";
import { type DeviceValues, kAutomatic, rowsForProfile } from "./device_form";

interface Props {
  form: UseFormReturnType<DeviceValues>;
  /** Absent: the device is being added. */
  device?: Device;
}

/** Which profile the device is treated by. A new device is offered the endpoints that its profile names. */
export function ProfileField({ form, device }: Props) {
  const { t } = useTranslation();
  const { data: profiles = [] } = useQuery(profilesQuery);
  const find = (id: string) => profiles.find((profile) => profile.id === id);
  const chosen = find(form.values.profile);
  const choose = (id: string) => {
    const rows = device ? undefined : rowsForProfile(form.values.endpoints, chosen, find(id));
    if (rows) form.setFieldValue("endpoints", rows);
    form.setFieldValue("profile", id);
  };
  const sets = chosen && t("device_form.profile_sets", { summary: summary(t, chosen) });
  return (
    <Select
      label={t("device_form.profile")}
      description={[t("device_form.profile_help"), sets].filter(Boolean).join(" ")}
      searchable
      // In the dialog itself, and scrolled by the list itself: the many choices stay where screen readers look for them.
      comboboxProps={{ withinPortal: false }}
      withScrollArea={false}
      styles={{ options: { maxHeight: 250, overflowY: "auto" } }}
      data={options(t, profiles, device)}
      {...form.getInputProps("profile")}
      onChange={(id) => id && choose(id)}
    />
  );
}

const option = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });

function options(t: TFunction, profiles: Profile[], device: Device | undefined) {
  const own = profiles.filter(({ shipped }) => !shipped).map(option);
  const shipped = profiles.filter((profile) => profile.shipped).map(option);
  const applied = device?.profile;
  // Until the list has come, the choice that the device has now is all that can be shown.
  if (applied?.chosen && !profiles.some(({ id }) => id === applied.id)) (applied.shipped ? shipped : own).push(option(applied));
  return [
    { value: kAutomatic, label: automaticLabel(t, profiles, device) },
    ...(own.length > 0 ? [{ group: t("profiles.own"), items: own }] : []),
    ...(shipped.length > 0 ? [{ group: t("profiles.shipped"), items: shipped }] : []),
  ];
}

/** Names the profile that holds, or would, without a choice. */
function automaticLabel(t: TFunction, profiles: Profile[], device: Device | undefined): string {
  if (!device) return t("device_form.profile_automatic");
  const fits = device.profile?.chosen ? fittingProfile(profiles, device) : device.profile;
  return fits ? t("device_form.profile_automatic_fits", { name: fits.name }) : t("device_form.profile_automatic_none");
}
