// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "./problem_alert";

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  text: string;
  submit: string;
  danger?: boolean;
  /** What is done; the dialog stays, and says why, when it fails. */
  action: () => Promise<unknown>;
  onDone?: () => void;
}

/** Asks before something that cannot simply be undone. */
export function Confirm({ opened, onClose, title, text, submit, danger = true, action, onDone }: Props) {
  const { t } = useTranslation();
  const run = useMutation({
    mutationFn: action,
    onSuccess: () => {
      onClose();
      onDone?.();
    },
  });
  const close = () => {
    if (run.isPending) return;
    run.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t("common.close") }}>
      <Stack>
        <Text className="wrap">{text}</Text>
        <ProblemAlert error={run.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t("common.cancel")}
          </Button>
          <Button color={danger ? "red" : undefined} loading={run.isPending} onClick={() => run.mutate()}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
