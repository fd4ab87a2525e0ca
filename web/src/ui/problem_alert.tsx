// SPDX-License-Identifier: Apache-2.0
import { Alert, Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ApiError, type KnownCode, kKnownCodes } from "@/api/problem";

interface Props {
  error: unknown;
  retry?: () => void;
  /** The heading, when the caller knows better than the error's code. */
  title?: string;
}

/** What went wrong and what to do, in the technician's language where the console knows the code. */
export function ProblemAlert({ error, retry, title }: Props) {
  const { t } = useTranslation();
  if (!error) return null;
  const code = error instanceof ApiError ? error.code : "internal";
  const known = (kKnownCodes as readonly string[]).includes(code) ? (code as KnownCode) : undefined;
  const own = error instanceof ApiError ? error.problem.detail : undefined;
  return (
    <Alert role="alert" variant="light" color="red" icon={<IconAlertTriangle aria-hidden />} title={title ?? t(known ? `problem.${known}` : "problem.other")}>
      <div className="wrap">{own ?? (known ? t(`problem.${known}_help`) : t("problem.internal_help"))}</div>
      {retry && (
        <Button mt="sm" size="xs" variant="default" onClick={retry}>
          {t("common.retry")}
        </Button>
      )}
    </Alert>
  );
}
