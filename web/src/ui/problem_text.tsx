// SPDX-License-Identifier: Apache-2.0
import { Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";

/** A sentence of the server or an agent about a state that is not as it should be. */
export function ProblemText({ text }: { text: string }) {
  return (
    <Text size="sm" mb="sm" className="wrap" style={{ display: "flex", gap: 8 }}>
      <IconInfoCircle size={18} aria-hidden style={{ flex: "none", marginTop: 2, color: "var(--warn)" }} />
      <span>{text}</span>
    </Text>
  );
}
