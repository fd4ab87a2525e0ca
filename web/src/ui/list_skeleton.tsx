// SPDX-License-Identifier: Apache-2.0
import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** The shape of a list while its first page is on the way. */
export function ListSkeleton({ rows = 5 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md" p="lg" role="status" aria-label={t("common.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={34} radius="md" />
      ))}
    </Stack>
  );
}
