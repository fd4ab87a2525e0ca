// SPDX-License-Identifier: Apache-2.0
import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import type { Install } from "@/api/types";
import { SaveDialog } from "@/ui/save_dialog";

export function RenameInstall({ install, onClose }: { install: Install; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id, name } = install;
  const form = useForm({
    initialValues: { name },
    validate: { name: (value) => (value.trim() ? null : t("install_form.need_name")) },
  });
  return (
    <SaveDialog
      title={t("installs.rename_title", { name })}
      onClose={onClose}
      check={form.onSubmit}
      save={() => call(api.PATCH("/api/v1/installs/{id}", { params: { path: { id } }, body: { name: form.values.name.trim() } }))}
      saved={t("common.saved")}
      onSaved={() => client.invalidateQueries({ queryKey: ["installs"] })}
    >
      <TextInput label={t("common.name")} maxLength={200} required withAsterisk={false} data-autofocus {...form.getInputProps("name")} />
    </SaveDialog>
  );
}
