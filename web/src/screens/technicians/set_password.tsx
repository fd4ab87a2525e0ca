// SPDX-License-Identifier: Apache-2.0
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import type { Technician } from "@/api/types";
import { SaveDialog } from "@/ui/save_dialog";
import { kPasswordLeast } from "./add_technician";
import { NewPasswordField } from "./password_field";

export function SetPassword({ technician, onClose }: { technician: Technician; onClose: () => void }) {
  const { t } = useTranslation();
  const { id, name } = technician;
  const form = useForm({
    initialValues: { password: "" },
    validate: { password: (value) => (value.length >= kPasswordLeast ? null : t("technicians.need_password")) },
  });
  return (
    <SaveDialog
      title={t("technicians.set_password_title", { name })}
      onClose={onClose}
      check={form.onSubmit}
      save={() => call(api.PATCH("/api/v1/technicians/{id}", { params: { path: { id } }, body: { password: form.values.password } }))}
      saved={t("technicians.password_set", { name })}
    >
      <NewPasswordField
        value={form.values.password}
        onChange={(password) => form.setFieldValue("password", password)}
        error={form.errors.password}
      />
    </SaveDialog>
  );
}
