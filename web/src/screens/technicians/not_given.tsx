// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Group, Stack } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Technician } from "@/api/types";
import { ProblemAlert } from "@/ui/problem_alert";
import { useGiving } from "./give_access";
import { RoleField } from "./role_field";

export interface Ungiven {
  technician: Technician;
  role: string;
  /** Why the right was not given. */
  error: unknown;
}

/** The technician is there and the right is not: why, and the same choice once more. */
export function NotGiven({ technician, role: asked, error, onClose }: Ungiven & { onClose: () => void }) {
  const { t } = useTranslation();
  const [role, setRole] = useState(asked);
  const give = useGiving(technician, onClose);
  return (
    <Stack>
      <Alert variant="light" color="yellow" icon={<IconInfoCircle aria-hidden />} title={t("access.not_given_title", { name: technician.name })}>
        {t("access.not_given_text")}
      </Alert>
      {!give.isPending && <ProblemAlert error={give.error ?? error} />}
      <RoleField value={role} onChange={setRole} none={t("access.none")} />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {t("common.close")}
        </Button>
        <Button data-autofocus loading={give.isPending} disabled={!role} onClick={() => give.mutate(role)}>
          {t("common.retry")}
        </Button>
      </Group>
    </Stack>
  );
}
