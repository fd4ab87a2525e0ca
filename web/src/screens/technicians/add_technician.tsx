// SPDX-License-Identifier: Apache-2.0
import { Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { serverFieldError } from "@/lib/server_fields";
import { FormFoot } from "@/ui/form_foot";
import { toast } from "@/ui/toast";
import { NewPasswordField } from "./password_field";

/** openapi.yaml: the least length of a password. */
export const kPasswordLeast = 10;

interface Props {
  opened: boolean;
  onClose: () => void;
  onDone: () => void;
}

export function AddTechnician({ opened, onClose, onDone }: Props) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t("technicians.add_title")} closeButtonProps={{ "aria-label": t("common.close") }}>
      <TechnicianForm onClose={onClose} onDone={onDone} />
    </Modal>
  );
}

function TechnicianForm({ onClose, onDone }: Omit<Props, "opened">) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { name: "", email: "", password: "" },
    validate: {
      name: (value) => (value.trim() ? null : t("technicians.need_name")),
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t("technicians.need_email")),
      password: (value) => (value.length >= kPasswordLeast ? null : t("technicians.need_password")),
    },
  });
  const create = useMutation({
    mutationFn: () => {
      const { name, email, password } = form.values;
      return call(api.POST("/api/v1/technicians", { body: { name: name.trim(), email: email.trim(), password } }));
    },
    onSuccess: (technician) => {
      onClose();
      toast(t("technicians.added", { name: technician.name }));
      onDone();
    },
    onError: (error) => form.setErrors(serverFieldError(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit(() => create.mutate())}>
      <Stack>
        <TextInput label={t("common.name")} maxLength={200} autoComplete="off" required withAsterisk={false} data-autofocus {...form.getInputProps("name")} />
        <TextInput
          type="email"
          label={t("technicians.email")}
          maxLength={254}
          autoComplete="off"
          required
          withAsterisk={false}
          {...form.getInputProps("email")}
        />
        <NewPasswordField
          value={form.values.password}
          onChange={(password) => form.setFieldValue("password", password)}
          error={form.errors.password}
        />
        <FormFoot submit={t("technicians.submit")} error={create.error} pending={create.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
