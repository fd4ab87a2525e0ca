// SPDX-License-Identifier: Apache-2.0
// What the opening tab shows, computed from the session and its job. Pure.
import type { Failure, Job, Session } from "@/api/types";
import type { Hop, HopState } from "@/ui/hop_line";

/** opening: on the way; going: the page is ready; failed: a hop failed; ended: it was open and is over; foreign: somebody else's. */
export type Phase = "opening" | "going" | "failed" | "ended" | "foreign";

export type StepName = "sent" | "received" | "checked" | "connected";
export interface Step {
  name: StepName;
  state: "done" | "working" | "waiting" | "failed" | "not_reached";
  at_ms?: number;
}

/** The step of the job that completes each line of the tab. */
const kDoneBy: Record<StepName, Job["steps"][number]["name"]> = {
  sent: "sent",
  received: "received",
  checked: "identified",
  connected: "connected",
};
const kOrder: readonly StepName[] = ["sent", "received", "checked", "connected"];

export function phaseOf(session: Session, me: string): Phase {
  if (session.state === "closed" || session.state === "closing") {
    return session.failure || session.closed_reason === "failed" ? "failed" : "ended";
  }
  if (session.technician !== me) return "foreign";
  return session.state === "active" ? "going" : "opening";
}

export function stepsOf(job: Job | undefined, phase: Phase): Step[] {
  const times = new Map(job?.steps.map(({ name, at_ms }) => [name, at_ms]));
  // The steps come in order, so whatever precedes one that happened has happened too.
  const last = kOrder.findLastIndex((name) => times.has(kDoneBy[name]));
  return kOrder.map((name, index) => {
    const at_ms = times.get(kDoneBy[name]);
    if (index <= last || phase === "going") return { name, state: "done", at_ms };
    if (phase === "failed") return { name, state: index === last + 1 ? "failed" : "not_reached" };
    return { name, state: index === last + 1 ? "working" : "waiting" };
  });
}

/** How far the way is: the stations before the failed one are fine, those behind it were not reached. */
export function hopsOf(session: Session, steps: Step[], phase: Phase, failure: Failure | undefined): Hop[] {
  const names: Hop["hop"][] = ["server", "install", "device"];
  const failed = phase === "failed" ? names.indexOf(failure?.hop ?? "server") : -1;
  const done = (name: StepName) => steps.find((step) => step.name === name)?.state === "done";
  const reached: Record<Hop["hop"], boolean> = { server: true, install: done("received"), device: done("connected") };
  const state = (hop: Hop["hop"], index: number): HopState => {
    if (failed >= 0) return index < failed ? "ok" : index === failed ? "failed" : "idle";
    if (reached[hop]) return "ok";
    return index === names.findIndex((name) => !reached[name]) ? "working" : "waiting";
  };
  const label: Record<Hop["hop"], string | undefined> = { server: undefined, install: session.install_name, device: session.device_name };
  return names.map((hop, index) => ({ hop, name: label[hop], state: state(hop, index) }));
}
