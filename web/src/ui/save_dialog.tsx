// SPDX-License-Identifier: Apache-2.0
import { Modal, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormFoot } from "./form_foot";
import { toast } from "./toast";

interface Props {
  title: string;
  onClose: () => void;
  /** The form's onSubmit: calls `send` when the fields are right. */
  check: (send: () => void) => (event?: FormEvent<HTMLFormElement>) => void;
  save: () => Promise<unknown>;
  /** What is said when it is saved. */
  saved: string;
  onSaved?: () => unknown;
  /** The fields. */
  children: ReactNode;
}

/** Asks for a value or two and saves them; the dialog stays, and says why, when that fails. */
export function SaveDialog({ title, onClose, check, save, saved, onSaved, children }: Props) {
  const { t } = useTranslation();
  const run = useMutation({
    mutationFn: save,
    onSuccess: () => {
      onClose();
      toast(saved);
      return onSaved?.();
    },
  });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("common.close") }}>
      <form noValidate onSubmit={check(() => run.mutate())}>
        <Stack>
          {children}
          <FormFoot submit={t("common.save")} error={run.error} pending={run.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
