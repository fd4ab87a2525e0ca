// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { accessRightsQuery, rows } from "@/api/queries";
import type { AccessRight, Technician } from "@/api/types";
import { useMe } from "@/lib/use_me";
import { useReturnFocus } from "@/lib/use_return_focus";
import { Confirm } from "@/ui/confirm";
import { ListProblem } from "@/ui/list_problem";
import { ListSkeleton } from "@/ui/list_skeleton";
import { ProblemAlert } from "@/ui/problem_alert";
import { ShowMore } from "@/ui/show_more";
import { toast } from "@/ui/toast";
import { useGiving } from "./give_access";
import { RightList, useScopeText } from "./right_list";
import { RoleField } from "./role_field";

/** What a technician may do where: their access rights, one way to give more, and one to take each. */
export function TechnicianAccess({ technician, onClose }: { technician: Technician; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const heading = useId();
  const list = useInfiniteQuery(accessRightsQuery({ technician: technician.id }));
  const rights = rows(list.data);
  const [removing, setRemoving] = useState<AccessRight>();
  const focus = useRef<HTMLHeadingElement>(null);
  useReturnFocus();
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      // The question about removing lies over this dialog, and is what Escape leaves.
      closeOnEscape={!removing}
      title={t("technicians.access_title", { name: technician.name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack gap="lg">
        <section aria-labelledby={heading}>
          <Title order={3} size="h5" id={heading} ref={focus} tabIndex={-1}>
            {t("access.rights")}
          </Title>
          {list.isPending && <ListSkeleton rows={2} />}
          <ListProblem list={list} order={3} />
          {list.isSuccess && rights.length === 0 && !list.hasNextPage && (
            <Text size="sm" c="dimmed" mt="xs">
              {t("access.empty")}
            </Text>
          )}
          {rights.length > 0 && <RightList rights={rights} label={t("access.rights")} onRemove={setRemoving} />}
          <ShowMore list={list} />
          {technician.departments.length > 0 && (
            <Text size="sm" c="dimmed" mt="xs">
              {t("access.departments", { count: technician.departments.length })}
            </Text>
          )}
        </section>
        {/* Nobody gives rights to themselves. */}
        {technician.id !== me.technician.id && <Give technician={technician} />}
      </Stack>
      {removing && (
        <RemoveRight
          right={removing}
          technician={technician}
          onClose={() => setRemoving(undefined)}
          onRemoved={() => focus.current?.focus()}
        />
      )}
    </Modal>
  );
}

function Give({ technician }: { technician: Technician }) {
  const { t } = useTranslation();
  const [role, setRole] = useState("");
  const give = useGiving(technician, () => setRole(""));
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (role) give.mutate(role);
      }}
    >
      <Stack gap="sm">
        <Title order={3} size="h5">
          {t("access.give_title")}
        </Title>
        <RoleField value={role} onChange={setRole} none={t("access.choose")} />
        <ProblemAlert error={give.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={give.isPending} disabled={!role}>
            {t("access.give")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface RemoveProps {
  right: AccessRight;
  technician: Technician;
  onClose: () => void;
  onRemoved: () => void;
}

function RemoveRight({ right, technician, onClose, onRemoved }: RemoveProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const scope = useScopeText()(right.scope);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("access.remove_title", { role: right.role_name, name: technician.name })}
      text={t("access.remove_text", { scope, name: technician.name })}
      submit={t("access.remove")}
      action={() => call(api.DELETE("/api/v1/access-rights/{id}", { params: { path: { id: right.id } } }))}
      onDone={() => {
        toast(t("access.removed"));
        void client.invalidateQueries({ queryKey: ["access-rights"] });
        onRemoved();
      }}
    />
  );
}
