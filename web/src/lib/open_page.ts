// SPDX-License-Identifier: Apache-2.0
// Open Device Webpage: creates the session and opens its tab. The new tab gets no handle to this one (noopener), so window.open cannot
// tell whether a pop-up blocker stopped it; the opening tab says that it is there over a channel instead.
import { api, call } from "@/api/client";
import { stampSession, type Session } from "@/api/types";

const kChannel = "callout.opening";
/** A tab that has not reported by then was probably blocked. */
const kReportWithinMs = 2_500;

export async function createSession(device: string, endpoint?: string): Promise<Session> {
  const body = endpoint ? { endpoint } : {};
  return stampSession(await call(api.POST("/api/v1/devices/{id}/sessions", { params: { path: { id: device } }, body })));
}

export function openTab(session: string): void {
  window.open(`/open/${encodeURIComponent(session)}`, "_blank", "noopener");
}

/** Called by the opening tab. */
export function reportOpened(session: string): void {
  const channel = new BroadcastChannel(kChannel);
  channel.postMessage(session);
  channel.close();
}

/** Tells `heard` once whether the tab of `session` appeared; the answer stops listening. */
export function awaitOpened(session: string, heard: (opened: boolean) => void): () => void {
  const channel = new BroadcastChannel(kChannel);
  const stop = () => {
    clearTimeout(timer);
    channel.close();
  };
  const timer = setTimeout(() => {
    stop();
    heard(false);
  }, kReportWithinMs);
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (event.data !== session) return;
    stop();
    heard(true);
  };
  return stop;
}
