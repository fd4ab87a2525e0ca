// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { accessRightsQuery, rows } from "@/api/queries";
import type { AccessRight, Technician } from "@/api/types";
import { useMe } from "@/lib/use_me";
import { useReturnFocus } from "@/lib/use_return_focus";
import { ListProblem } from "@/ui/list_problem";
import { ListSkeleton } from "@/ui/list_skeleton";
import { ProblemAlert } from "@/ui/problem_alert";
import { ShowMore } from "@/ui/show_more";
import { useGiving } from "./give_access";
import { RemoveRight } from "./remove_right";
import { RightList } from "./right_list";
import { RoleField } from "./role_field";

/** What a technician may do where: their access rights, one way to give more, and one to take each. */
export function TechnicianAccess({ technician, onClose }: { technician: Technician; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const [removing, setRemoving] = useState<AccessRight>();
  const [returned, setReturned] = useState(false);
  const back = () => {
    setRemoving(undefined);
    setReturned(true);
  };
  useReturnFocus();
  const { name } = technician;
  const title = removing ? t("access.remove_title", { role: removing.role_name, name }) : t("technicians.access_title", { name });
  return (
    // The question takes the place of the list: closing it, by Escape too, leads back there.
    <Modal opened onClose={removing ? back : onClose} size="lg" title={title} closeButtonProps={{ "aria-label": t("common.close") }}>
      {removing ? (
        <RemoveRight right={removing} technician={technician} onDone={back} />
      ) : (
        <Stack gap="lg">
          <Rights technician={technician} focused={returned} onRemove={setRemoving} />
          {/* Nobody gives rights to themselves. */}
          {technician.id !== me.technician.id && <Give technician={technician} />}
        </Stack>
      )}
    </Modal>
  );
}

interface RightsProps {
  technician: Technician;
  /** Whether the focus begins here, because what had it is gone. */
  focused: boolean;
  onRemove: (right: AccessRight) => void;
}

function Rights({ technician, focused, onRemove }: RightsProps) {
  const { t } = useTranslation();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useInfiniteQuery(accessRightsQuery({ technician: technician.id }));
  const rights = rows(list.data);
  useEffect(() => {
    if (focused) heading.current?.focus();
  }, [focused]);
  return (
    <section aria-labelledby={id}>
      <Title order={3} size="h5" id={id} ref={heading} tabIndex={-1}>
        {t("access.rights")}
      </Title>
      {list.isPending && <ListSkeleton rows={2} />}
      <ListProblem list={list} order={3} />
      {list.isSuccess && rights.length === 0 && !list.hasNextPage && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("access.empty")}
        </Text>
      )}
      {rights.length > 0 && <RightList rights={rights} label={t("access.rights")} onRemove={onRemove} />}
      <ShowMore list={list} />
      {technician.departments.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("access.departments", { count: technician.departments.length })}
        </Text>
      )}
    </section>
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
