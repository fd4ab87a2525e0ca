// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import type { Technician } from "@/api/types";
import { ProblemAlert } from "@/ui/problem_alert";
import { toast } from "@/ui/toast";
import { kPasswordLeast } from "./add_technician";
import { NewPasswordField } from "./password_field";

export function SetPassword({ technician, onClose }: { technician: Technician; onClose: () => void }) {
  const { t } = useTranslation();
  const { id, name } = technician;
  const form = useForm({
    initialValues: { password: "" },
    validate: { password: (value) => (value.length >= kPasswordLeast ? null : t("technicians.need_password")) },
  });
  const save = useMutation({
    mutationFn: () => call(api.PATCH("/api/v1/technicians/{id}", { params: { path: { id } }, body: { password: form.values.password } })),
    onSuccess: () => {
      onClose();
      toast(t("technicians.password_set", { name }));
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("technicians.set_password_title", { name })} closeButtonProps={{ "aria-label": t("common.close") }}>
      <form noValidate onSubmit={form.onSubmit(() => save.mutate())}>
        <Stack>
          <NewPasswordField
            value={form.values.password}
            onChange={(password) => form.setFieldValue("password", password)}
            error={form.errors.password}
          />
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
    </Modal>
  );
}
