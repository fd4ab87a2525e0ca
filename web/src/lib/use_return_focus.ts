// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";

/** Gives the focus back to what opened a dialog when that goes; called by one that is mounted as it opens. */
export function useReturnFocus(): void {
  // Read while it is rendered: once it is shown, the focus is in the dialog and the menu that led to it is gone.
  const [opener] = useState(findOpener);
  useEffect(
    () => () => {
      if (document.activeElement === document.body) opener?.focus();
    },
    [opener],
  );
}

/** What has the focus; for an item of a menu, the button of the menu. */
function findOpener(): HTMLElement | null {
  const focused = document.activeElement;
  const button = focused?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return button ? document.getElementById(button) : (focused as HTMLElement | null);
}
