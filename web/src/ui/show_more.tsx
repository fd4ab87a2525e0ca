// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface List {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

export function ShowMore({ list }: { list: List }) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <Button variant="default" fullWidth mt="md" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
      {t("common.show_more")}
    </Button>
  );
}
