// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";

/** Renders again every `everyMs` while `running`; the value is the monotonic time in ms, which no clock change moves. */
export function useTick(everyMs: number, running = true): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!running) return;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, running]);
  return now;
}

/** The wall clock, once a minute, for texts such as "5 minutes ago". */
export function useMinute(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
