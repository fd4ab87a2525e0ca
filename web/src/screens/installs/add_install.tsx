// SPDX-License-Identifier: Apache-2.0
import { Modal, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showAnswer } from "@/api/cache";
import { api, call } from "@/api/client";
import { entitiesQuery } from "@/api/queries";
import type { Enrolment, Install } from "@/api/types";
import { serverFieldError } from "@/lib/server_fields";
import { useMe } from "@/lib/use_me";
import { FormFoot } from "@/ui/form_foot";
import { Enrol } from "./enrol";

interface Created {
  install: Install;
  enrolment: Enrolment;
}

/** Names a new install, then shows the line to run on its network and waits with the technician until it is online. */
export function AddInstall({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [created, setCreated] = useState<Created>();
  const close = () => {
    onClose();
    setCreated(undefined);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      // The token is shown once only: a click beside the dialog must not lose it.
      closeOnClickOutside={!created}
      title={created ? t("install_form.enrol_title", { name: created.install.name }) : t("install_form.title")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {created ? <Enrol install={created.install} enrolment={created.enrolment} onClose={close} /> : <NameForm onCreated={setCreated} onClose={close} />}
    </Modal>
  );
}

function NameForm({ onCreated, onClose }: { onCreated: (created: Created) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const entities = useQuery(entitiesQuery).data ?? [];
  const form = useForm({
    initialValues: { name: "", entity: me.team.root_entity },
    validate: {
      name: (value) => (value.trim() ? null : t("install_form.need_name")),
      entity: (value) => (value ? null : t("install_form.need_entity")),
    },
  });
  const create = useMutation({
    mutationFn: () => call(api.POST("/api/v1/installs", { body: { name: form.values.name.trim(), entity: form.values.entity } })),
    onSuccess: (created) => {
      showAnswer(client, "install", created.install);
      onCreated(created);
    },
    onError: (error) => form.setErrors(serverFieldError(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit(() => create.mutate())}>
      <Stack>
        <TextInput
          label={t("common.name")}
          description={t("install_form.name_help")}
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps("name")}
        />
        {entities.length > 1 && (
          <Select
            label={t("install_form.entity")}
            searchable
            data={entities.map(({ id, path }) => ({ value: id, label: path }))}
            {...form.getInputProps("entity")}
          />
        )}
        <FormFoot submit={t("install_form.submit")} error={create.error} pending={create.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
