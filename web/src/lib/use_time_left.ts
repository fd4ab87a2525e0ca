// SPDX-License-Identifier: Apache-2.0
import type { Session } from "@/api/types";
import { useTick } from "./use_now";

/** Seconds that an active session still has, ticking; undefined when it is not active. */
export function useTimeLeft(session: Session): number | undefined {
  const active = session.state === "active" && session.ends_at_ms !== undefined;
  const now = useTick(1000, active);
  if (!active || session.ends_at_ms === undefined) return undefined;
  return Math.max(0, (session.ends_at_ms - now) / 1000);
}
