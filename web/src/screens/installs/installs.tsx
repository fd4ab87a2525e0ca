// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { IconPlus, IconRouter } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { installsQuery, rows } from "@/api/queries";
import type { Install } from "@/api/types";
import { useCan } from "@/lib/use_me";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Empty } from "@/ui/empty";
import { ListProblem } from "@/ui/list_problem";
import { ListSkeleton } from "@/ui/list_skeleton";
import { Screen } from "@/ui/screen";
import { ShowMore } from "@/ui/show_more";
import { toast } from "@/ui/toast";
import { AddInstall } from "./add_install";
import { InstallTable } from "./install_table";
import { NewToken } from "./new_token";
import { RenameInstall } from "./rename_install";

export type InstallAction = "rename" | "token" | "remove";

/** The agents on customers' networks, and whether they are online at this moment. */
export function Installs() {
  const { t } = useTranslation();
  const manage = useCan("installs.manage");
  const { add } = useSearch({ from: "/shell/installs" });
  const navigate = useNavigate({ from: "/installs" });
  const list = useInfiniteQuery(installsQuery());
  const installs = rows(list.data);
  const [chosen, setChosen] = useState<{ action: InstallAction; install: Install }>();
  const showAdd = (shown: boolean) => void navigate({ search: shown ? { add: "1" } : {}, replace: !shown });
  const on = (action: InstallAction) => (chosen?.action === action ? chosen.install : undefined);
  const close = () => setChosen(undefined);
  const empty = list.isSuccess && installs.length === 0;

  const addButton = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => showAdd(true)}>
      {t("installs.add")}
    </Button>
  );
  return (
    <Screen title={t("installs.title")} subtitle={t("installs.subtitle")} actions={manage && !empty && addButton}>
      <Card padded={false}>
        {list.isPending && <ListSkeleton />}
        <ListProblem list={list} />
        {installs.length > 0 && (
          <InstallTable installs={installs} manage={manage} onAction={(action, install) => setChosen({ action, install })} />
        )}
        {empty && (
          <Empty
            icon={IconRouter}
            title={t("installs.empty_title")}
            text={t(manage ? "installs.empty_text" : "installs.empty_member")}
            action={manage && addButton}
          />
        )}
      </Card>
      <ShowMore list={list} />
      <AddInstall opened={add !== undefined && manage} onClose={() => showAdd(false)} />
      {chosen?.action === "rename" && <RenameInstall install={chosen.install} onClose={close} />}
      <NewToken install={on("token")} onClose={close} />
      <RemoveInstall install={on("remove")} onClose={close} removed={() => void list.refetch()} />
    </Screen>
  );
}

function RemoveInstall({ install, onClose, removed }: { install: Install | undefined; onClose: () => void; removed: () => void }) {
  const { t } = useTranslation();
  if (!install) return null;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("installs.remove_title", { name: install.name })}
      text={t("installs.remove_text")}
      submit={t("installs.remove")}
      action={() => call(api.DELETE("/api/v1/installs/{id}", { params: { path: { id: install.id } } }))}
      onDone={() => {
        toast(t("installs.removed", { name: install.name }));
        removed();
      }}
    />
  );
}
