// SPDX-License-Identifier: Apache-2.0
import { Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import type { Technician } from "@/api/types";
import { serverFieldError } from "@/lib/server_fields";
import { FormFoot } from "@/ui/form_foot";
import { toast } from "@/ui/toast";
import { useGiveAllSites } from "./give_access";
import { type Ungiven, NotGiven } from "./not_given";
import { NewPasswordField } from "./password_field";
import { RoleField } from "./role_field";

/** openapi.yaml: the least length of a password. */
export const kPasswordLeast = 10;

interface Props {
  opened: boolean;
  onClose: () => void;
  onDone: () => void;
}

export function AddTechnician({ opened, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [ungiven, setUngiven] = useState<Ungiven>();
  const close = () => {
    setUngiven(undefined);
    onClose();
  };
  const title = ungiven ? t("access.give_title") : t("technicians.add_title");
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t("common.close") }}>
      {ungiven ? <NotGiven {...ungiven} onClose={close} /> : <TechnicianForm onClose={close} onDone={onDone} onUngiven={setUngiven} />}
    </Modal>
  );
}

interface Added {
  technician: Technician;
  /** That the right was refused; the technician is there all the same. */
  ungiven?: Ungiven;
}

function TechnicianForm({ onClose, onDone, onUngiven }: Omit<Props, "opened"> & { onUngiven: (ungiven: Ungiven) => void }) {
  const { t } = useTranslation();
  const give = useGiveAllSites();
  const form = useForm({
    initialValues: { name: "", email: "", password: "", role: "" },
    validate: {
      name: (value) => (value.trim() ? null : t("technicians.need_name")),
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t("technicians.need_email")),
      password: (value) => (value.length >= kPasswordLeast ? null : t("technicians.need_password")),
    },
  });
  const create = useMutation({
    mutationFn: async (): Promise<Added> => {
      const { name, email, password, role } = form.values;
      const technician = await call(api.POST("/api/v1/technicians", { body: { name: name.trim(), email: email.trim(), password } }));
      if (!role) return { technician };
      return give(technician, role).then(
        () => ({ technician }),
        (error: unknown) => ({ technician, ungiven: { technician, role, error } }),
      );
    },
    onSuccess: ({ technician, ungiven }) => {
      // The list names the technician, and what went wrong is said there too, should the dialog be gone by now.
      onDone();
      toast(t(ungiven ? "technicians.added_without" : "technicians.added", { name: technician.name }));
      if (ungiven) onUngiven(ungiven);
      else onClose();
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
        <RoleField
          value={form.values.role}
          onChange={(role) => form.setFieldValue("role", role)}
          none={t("access.none")}
          help={t("access.all_sites_help")}
        />
        <FormFoot submit={t("technicians.submit")} error={create.error} pending={create.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
