// SPDX-License-Identifier: Apache-2.0
import { Button, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { rolesQuery } from "@/api/queries";
import type { Role } from "@/api/types";

interface Props {
  /** The role's id; empty: none. */
  value: string;
  onChange: (role: string) => void;
  /** What stands for no role. */
  none: string;
  help?: string;
}

/** The system roles that can be given for devices. Their names are the same in every language. */
export function useDeviceRoles(): { roles: Role[]; failed: boolean; retry: () => void } {
  const { data, isError, refetch } = useQuery(rolesQuery);
  return { roles: (data ?? []).filter(({ system, purpose }) => system && purpose === "devices"), failed: isError, retry: () => void refetch() };
}

/** Which role for all sites of the team. */
export function RoleField({ value, onChange, none, help }: Props) {
  const { t } = useTranslation();
  const { roles, failed, retry } = useDeviceRoles();
  return (
    <div>
      <Select
        label={t("access.all_sites")}
        description={help}
        inputWrapperOrder={["label", "input", "description", "error"]}
        // In the dialog itself, and scrolled by the list itself: the choices stay where screen readers look for them.
        comboboxProps={{ withinPortal: false }}
        withScrollArea={false}
        value={value}
        onChange={(role) => onChange(role ?? "")}
        data={[{ value: "", label: none }, ...roles.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      {failed && (
        <Text size="sm" role="alert" mt={4}>
          {t("access.roles_failed")}.{" "}
          <Button size="compact-sm" variant="default" onClick={retry}>
            {t("common.retry")}
          </Button>
        </Text>
      )}
    </div>
  );
}
