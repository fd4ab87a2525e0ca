// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import type { AccessRight, Technician } from "@/api/types";
import { ProblemAlert } from "@/ui/problem_alert";
import { toast } from "@/ui/toast";
import { useScopeText } from "./right_list";

interface Props {
  right: AccessRight;
  technician: Technician;
  onDone: () => void;
}

/** Asks before a right is taken, in the dialog that lists it; stays, and says why, when that is refused. */
export function RemoveRight({ right, technician, onDone }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const scope = useScopeText()(right.scope);
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  const remove = useMutation({
    mutationFn: () => call(api.DELETE("/api/v1/access-rights/{id}", { params: { path: { id: right.id } } })),
    onSuccess: () => {
      toast(t("access.removed"));
      void client.invalidateQueries({ queryKey: ["access-rights"] });
      onDone();
    },
  });
  return (
    <Stack>
      <Text className="wrap">{t("access.remove_text", { scope, name: technician.name })}</Text>
      <ProblemAlert error={remove.error} />
      <Group justify="flex-end" gap="sm">
        <Button ref={cancel} variant="default" onClick={onDone}>
          {t("common.cancel")}
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t("access.remove")}
        </Button>
      </Group>
    </Stack>
  );
}
