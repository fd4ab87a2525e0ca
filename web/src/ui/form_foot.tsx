// SPDX-License-Identifier: Apache-2.0
import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "./problem_alert";

interface Props {
  submit: string;
  /** Of the request that submitting makes. */
  error: unknown;
  pending: boolean;
  onCancel: () => void;
}

/** How every form in a dialog ends: why the server refused it, and the two buttons. */
export function FormFoot({ submit, error, pending, onCancel }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <ProblemAlert error={error} />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onCancel}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" loading={pending}>
          {submit}
        </Button>
      </Group>
    </>
  );
}
