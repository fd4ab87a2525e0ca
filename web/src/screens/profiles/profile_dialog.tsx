// SPDX-License-Identifier: Apache-2.0
import { Modal, NumberInput, Radio, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { profilesChanged, showAnswer } from "@/api/cache";
import { api, call } from "@/api/client";
import type { Profile } from "@/api/types";
import { focusFirstFault } from "@/lib/first_fault";
import { serverFieldError } from "@/lib/server_fields";
import { EndpointFields } from "@/ui/endpoint_fields";
import { FormFoot } from "@/ui/form_foot";
import { toast } from "@/ui/toast";
import { MatchFields } from "./match_fields";
import { check, copyOf, emptyValues, isSame, kMostConnections, kNameMost, kTlsModes, toDocument, valuesOf } from "./profile_form";
import classes from "./profiles.module.css";

interface Props {
  onClose: () => void;
  /** The profile to edit; without it a new one is added. */
  profile?: Profile;
  /** What a new one is like at first. */
  like?: Profile;
}

export function ProfileDialog({ onClose, profile, like }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      // Too much is written here to lose it by a slip beside the dialog.
      closeOnClickOutside={false}
      title={profile ? t("profile_form.edit_title", { name: profile.name }) : t("profile_form.add_title")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <ProfileForm onClose={onClose} profile={profile} like={like} />
    </Modal>
  );
}

function ProfileForm({ onClose, profile, like }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: profile ? valuesOf(profile) : like ? copyOf(t, like) : emptyValues(),
    validate: (values) => check(t, values),
  });
  const save = useMutation({
    mutationFn: async () => {
      const body = toDocument(form.values);
      if (!profile) return call(api.POST("/api/v1/profiles", { body }));
      if (isSame(profile, form.values)) return profile;
      return call(api.PUT("/api/v1/profiles/{id}", { params: { path: { id: profile.id } }, body }));
    },
    onSuccess: (saved) => {
      showAnswer(client, "profile", saved);
      profilesChanged(client);
      onClose();
      if (profile) return toast(t("common.saved"));
      toast(t("profiles.added", { name: saved.name }));
      void navigate({ to: "/profiles/$profileId", params: { profileId: saved.id } });
    },
    onError: (error) => {
      const errors = serverFieldError(error);
      form.setErrors(errors);
      focusFirstFault(form, errors);
    },
  });

  return (
    <form noValidate onSubmit={form.onSubmit(() => save.mutate(), (errors) => focusFirstFault(form, errors))}>
      <Stack>
        <TextInput
          label={t("common.name")}
          maxLength={kNameMost}
          autoComplete="off"
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <div className={classes.pair}>
          <TextInput label={t("profiles.maker")} maxLength={200} autoComplete="off" {...form.getInputProps("maker")} />
          <TextInput label={t("profiles.models")} maxLength={200} autoComplete="off" {...form.getInputProps("models")} />
        </div>
        <Textarea label={t("profiles.notes")} description={t("profile_form.notes_help")} maxLength={2000} rows={3} {...form.getInputProps("notes")} />
        <MatchFields form={form} />
        <NumberInput
          label={t("profiles.connections")}
          description={t("profile_form.connections_help")}
          min={1}
          max={kMostConnections}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          clampBehavior="none"
          {...form.getInputProps("connections")}
        />
        <Radio.Group label={t("profiles.tls")} {...form.getInputProps("tls")}>
          <Stack gap="xs" mt={4}>
            {kTlsModes.map((mode) => (
              <Radio key={mode} value={mode} label={t(`profiles.tls_${mode}`)} description={t(`profile_form.tls_${mode}_help`)} />
            ))}
          </Stack>
        </Radio.Group>
        <Switch
          label={t("profile_form.translate")}
          description={t("profile_form.translate_help")}
          {...form.getInputProps("translate_bodies", { type: "checkbox" })}
        />
        <EndpointFields form={form} help={t("profile_form.endpoints_help")} />
        <Textarea
          label={t("profiles.paths")}
          description={
            <>
              {t("profile_form.paths_help")} <strong>{t("profile_form.paths_warning")}</strong>
            </>
          }
          rows={4}
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: "mono" }}
          {...form.getInputProps("allowed_paths")}
        />
        <Text size="sm" c="dimmed">
          {t("profile_form.ends_sessions")}
        </Text>
        <FormFoot submit={t(profile ? "common.save" : "profile_form.submit_add")} error={save.error} pending={save.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
