// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { IconLock, IconPlus, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { rows, techniciansQuery } from "@/api/queries";
import type { Technician } from "@/api/types";
import { useCan } from "@/lib/use_me";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Empty } from "@/ui/empty";
import { ListProblem } from "@/ui/list_problem";
import { ListSkeleton } from "@/ui/list_skeleton";
import { Screen } from "@/ui/screen";
import { ShowMore } from "@/ui/show_more";
import { toast } from "@/ui/toast";
import { AddTechnician } from "./add_technician";
import { SetPassword } from "./set_password";
import { TechnicianAccess } from "./technician_access";
import { TechnicianTable } from "./technician_table";

export type TechnicianAction = "access" | "disable" | "enable" | "password";

export function Technicians() {
  const { t } = useTranslation();
  if (useCan("technicians.manage")) return <Managed />;
  return (
    <Screen title={t("technicians.title")}>
      <Card padded={false}>
        <Empty icon={IconLock} title={t("technicians.owner_only_title")} text={t("technicians.owner_only_text")} />
      </Card>
    </Screen>
  );
}

function Managed() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = useInfiniteQuery(techniciansQuery());
  const technicians = rows(list.data);
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<{ action: TechnicianAction; technician: Technician }>();
  const close = () => setChosen(undefined);
  const refresh = () => void client.invalidateQueries({ queryKey: ["technicians"] });
  const setStatus = (technician: Technician, status: "active" | "disabled") =>
    call(api.PATCH("/api/v1/technicians/{id}", { params: { path: { id: technician.id } }, body: { status } }));

  const addButton = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {t("technicians.add")}
    </Button>
  );
  const alone = list.isSuccess && technicians.length <= 1;
  const { action, technician } = chosen ?? {};
  return (
    <Screen title={t("technicians.title")} subtitle={t("technicians.subtitle")} actions={!alone && addButton}>
      <Card padded={false}>
        {list.isPending && <ListSkeleton />}
        <ListProblem list={list} />
        {technicians.length > 0 && <TechnicianTable technicians={technicians} onAction={(what, who) => setChosen({ action: what, technician: who })} />}
        {alone && <Empty icon={IconUsers} title={t("technicians.alone_title")} text={t("technicians.alone_text")} action={addButton} />}
      </Card>
      <ShowMore list={list} />
      <AddTechnician opened={adding} onClose={() => setAdding(false)} onDone={refresh} />
      {technician && action === "access" && <TechnicianAccess technician={technician} onClose={close} />}
      {technician && action === "password" && <SetPassword technician={technician} onClose={close} />}
      {technician && (action === "disable" || action === "enable") && (
        <Confirm
          opened
          danger={action === "disable"}
          onClose={close}
          title={action === "disable" ? t("technicians.disable_title", { name: technician.name }) : t("technicians.enable")}
          text={action === "disable" ? t("technicians.disable_text", { name: technician.name }) : technician.email}
          submit={t(`technicians.${action}`)}
          action={() => setStatus(technician, action === "disable" ? "disabled" : "active")}
          onDone={() => {
            toast(t(`technicians.${action}d`, { name: technician.name }));
            refresh();
          }}
        />
      )}
    </Screen>
  );
}
