// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import type { Install } from "@/api/types";
import { ProblemAlert } from "@/ui/problem_alert";
import { toast } from "@/ui/toast";

export function RenameInstall({ install, onClose }: { install: Install | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  if (!install) return null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("installs.rename_title", { name: install.name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <NameForm install={install} onClose={onClose} />
    </Modal>
  );
}

function NameForm({ install, onClose }: { install: Install; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: install.name },
    validate: { name: (value) => (value.trim() ? null : t("install_form.need_name")) },
  });
  const save = useMutation({
    mutationFn: () => call(api.PATCH("/api/v1/installs/{id}", { params: { path: { id: install.id } }, body: { name: form.values.name.trim() } })),
    onSuccess: () => {
      onClose();
      toast(t("common.saved"));
      return client.invalidateQueries({ queryKey: ["installs"] });
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit(() => save.mutate())}>
      <Stack>
        <TextInput label={t("common.name")} maxLength={200} required withAsterisk={false} data-autofocus {...form.getInputProps("name")} />
        <ProblemAlert error={save.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
