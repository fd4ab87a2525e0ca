// SPDX-License-Identifier: Apache-2.0
import { IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ApiError, isStatus } from "@/api/problem";
import { Empty } from "./empty";
import { ProblemAlert } from "./problem_alert";

interface Props {
  list: { isError: boolean; error: unknown; refetch: () => unknown };
  /** The level of the heading where it stands. */
  order?: 2 | 3;
}

/** Why a list is not there. That one may not see it is no fault: it says so, and whom to ask. */
export function ListProblem({ list, order = 2 }: Props) {
  const { t, i18n } = useTranslation();
  if (!list.isError) return null;
  if (!isStatus(list.error, 403)) return <ProblemAlert error={list.error} retry={() => void list.refetch()} />;
  // The server's own words know the case best, but are English only.
  const own = i18n.language.startsWith("en") && list.error instanceof ApiError ? list.error.problem.detail : undefined;
  return <Empty order={order} icon={IconLock} title={t("common.no_list_title")} text={own ?? t("problem.denied_help")} />;
}
