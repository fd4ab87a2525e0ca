// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { showAnswer } from "@/api/cache";
import { api, call } from "@/api/client";
import type { Device, DeviceChange } from "@/api/types";
import { Confirm } from "@/ui/confirm";
import { toast } from "@/ui/toast";

interface Props {
  device: Device;
  title: string;
  text: string;
  help: string;
  /** Absent: there is nothing to accept, or this is not the one to do it. */
  accept?: { change: DeviceChange; label: string; title: string; text: string; done: string } | undefined;
}

/** Says that what answers is not what was known, and lets an administrator accept it knowingly. */
export function ChangedAlert({ device, title, text, help, accept }: Props) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  return (
    <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Text size="sm" className="wrap">
        {text}
      </Text>
      <Text size="sm" mt={4}>
        {help}
      </Text>
      {accept && (
        <>
          <Button mt="sm" size="xs" variant="default" onClick={() => setAsking(true)}>
            {accept.label}
          </Button>
          <Confirm
            opened={asking}
            onClose={() => setAsking(false)}
            danger={false}
            title={accept.title}
            text={accept.text}
            submit={accept.label}
            action={async () => showAnswer(client, "device", await call(api.PATCH("/api/v1/devices/{id}", { params: { path: { id: device.id } }, body: accept.change })))}
            onDone={() => toast(accept.done)}
          />
        </>
      )}
    </Alert>
  );
}
