// SPDX-License-Identifier: Apache-2.0
import { Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { showAnswer } from "@/api/cache";
import { api, call } from "@/api/client";
import { entitiesQuery, installsQuery, rows } from "@/api/queries";
import type { Device } from "@/api/types";
import { serverFieldError } from "@/lib/server_fields";
import { EndpointFields } from "@/ui/endpoint_fields";
import { FormFoot } from "@/ui/form_foot";
import { toast } from "@/ui/toast";
import { check, emptyValues, kTranslations, toChange, toNew, valuesOf } from "./device_form";
import { ProfileField } from "./profile_field";

interface Props {
  opened: boolean;
  onClose: () => void;
  /** The device to edit; without it a new one is added. */
  device?: Device;
  /** The install chosen at first for a new device. */
  install?: string;
}

export function DeviceDialog({ opened, onClose, device, install }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={device ? t("device_form.edit_title", { name: device.name }) : t("device_form.add_title")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <DeviceForm onClose={onClose} device={device} install={install} />
    </Modal>
  );
}

/** Mounted anew each time the dialog opens, so it starts from the device as it is then. */
function DeviceForm({ onClose, device, install }: Omit<Props, "opened">) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const installs = rows(useInfiniteQuery(installsQuery()).data);
  const entities = useQuery(entitiesQuery).data ?? [];

  const form = useForm({
    initialValues: device ? valuesOf(device) : emptyValues(install ?? (installs.length === 1 ? installs[0]?.id : undefined)),
    validate: (values) => Object.fromEntries(Object.entries(check(values)).map(([field, error]) => [field, t(`device_form.${error}`)])),
  });
  const save = useMutation({
    mutationFn: async () => {
      if (!device) return call(api.POST("/api/v1/devices", { body: toNew(form.values) }));
      const change = toChange(device, form.values);
      if (Object.keys(change).length === 0) return device;
      return call(api.PATCH("/api/v1/devices/{id}", { params: { path: { id: device.id } }, body: change }));
    },
    onSuccess: (saved) => {
      showAnswer(client, "device", saved);
      onClose();
      if (device) return toast(t("common.saved"));
      toast(t("device_form.added", { name: saved.name }));
      void navigate({ to: "/devices/$deviceId", params: { deviceId: saved.id } });
    },
    onError: (error) => form.setErrors(serverFieldError(error)),
  });

  return (
    <form noValidate onSubmit={form.onSubmit(() => save.mutate())}>
      <Stack>
        <Select
          label={t("device_form.install")}
          description={t("device_form.install_help")}
          searchable
          required
          withAsterisk={false}
          data={installs.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps("install")}
        />
        <TextInput
          label={t("common.name")}
          description={t("device_form.name_help")}
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <TextInput
          label={t("device_form.address")}
          description={t("device_form.address_help")}
          maxLength={64}
          required
          withAsterisk={false}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("address")}
        />
        <ProfileField form={form} device={device} />
        <EndpointFields form={form} help={t("device_form.endpoints_help")} least={1} />
        <TextInput
          label={t("device_form.raw_ports")}
          description={t("device_form.raw_ports_help")}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("raw_ports")}
        />
        <Select
          label={t("device_form.translation")}
          description={t("device_form.translation_help")}
          data={kTranslations.map((value) => ({ value, label: t(`device_form.translation_${value}`) }))}
          {...form.getInputProps("body_translation")}
        />
        {entities.length > 1 && (
          <Select
            label={t("device_form.entity")}
            description={t("device_form.entity_help")}
            searchable
            data={[
              ...(device ? [] : [{ value: "", label: t("device_form.entity_as_install") }]),
              ...entities.map(({ id, path }) => ({ value: id, label: path })),
            ]}
            {...form.getInputProps("entity")}
          />
        )}
        {device && (
          <Text size="sm" c="dimmed">
            {t("device_form.ends_sessions")}
          </Text>
        )}
        <FormFoot submit={t(device ? "common.save" : "device_form.submit_add")} error={save.error} pending={save.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
