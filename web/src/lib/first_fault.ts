// SPDX-License-Identifier: Apache-2.0
import type { UseFormReturnType } from "@mantine/form";

/** In a long form the field at fault may be out of sight: the first one takes the focus, and its words are read out. */
export function focusFirstFault(form: UseFormReturnType<object>, errors: object): void {
  for (const path of Object.keys(errors)) {
    const field = form.getInputNode<HTMLElement, string>(path);
    if (field) return field.focus();
  }
}
