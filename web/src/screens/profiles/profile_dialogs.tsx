// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { profilesChanged } from "@/api/cache";
import { api, call } from "@/api/client";
import type { Profile } from "@/api/types";
import { useReturnFocus } from "@/lib/use_return_focus";
import { Confirm } from "@/ui/confirm";
import { toast } from "@/ui/toast";
import { ProfileDialog } from "./profile_dialog";

export type ProfileAction = "edit" | "copy" | "remove";
export type Asked = { action: "add" } | { action: ProfileAction; profile: Profile };

interface Props {
  asked: Asked;
  onClose: () => void;
  onRemoved?: () => void;
}

/** What can be done with a profile, from the list and from its own page. */
export function ProfileDialogs({ asked, ...more }: Omit<Props, "asked"> & { asked: Asked | undefined }) {
  return asked ? <Dialog asked={asked} {...more} /> : null;
}

function Dialog({ asked, onClose, onRemoved }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  useReturnFocus();
  if (asked.action === "add") return <ProfileDialog onClose={onClose} />;
  const { action, profile } = asked;
  if (action === "edit") return <ProfileDialog profile={profile} onClose={onClose} />;
  if (action === "copy") return <ProfileDialog like={profile} onClose={onClose} />;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("profiles.remove_title", { name: profile.name })}
      text={t("profiles.remove_text")}
      submit={t("profiles.remove")}
      action={() => call(api.DELETE("/api/v1/profiles/{id}", { params: { path: { id: profile.id } } }))}
      onDone={() => {
        toast(t("profiles.removed", { name: profile.name }));
        profilesChanged(client);
        onRemoved?.();
      }}
    />
  );
}
