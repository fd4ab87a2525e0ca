// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import type { AccessRight, Technician } from "@/api/types";
import { useMe } from "@/lib/use_me";
import { toast } from "@/ui/toast";

/** The request that gives a technician a role for everything that the team has. */
export function useGiveAllSites(): (technician: Technician, role: string) => Promise<AccessRight> {
  const me = useMe();
  return (technician, role) => {
    const scope = { kind: "entity", id: me.team.root_entity } as const;
    return call(api.POST("/api/v1/access-rights", { body: { holder: { kind: "technician", id: technician.id }, scope, role } }));
  };
}

/** Gives it at the press of a button, and says so. */
export function useGiving(technician: Technician, onGiven: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const give = useGiveAllSites();
  return useMutation({
    mutationFn: (role: string) => give(technician, role),
    onSuccess: (right) => {
      toast(t("access.given", { name: technician.name, role: right.role_name }));
      onGiven();
      return client.invalidateQueries({ queryKey: ["access-rights"] });
    },
  });
}
