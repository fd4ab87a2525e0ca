// SPDX-License-Identifier: Apache-2.0
// Puts live changes into everything that is on screen. Used by live.ts alone. What it cannot know it has fetched again, soon.
import type { InfiniteData, Query, QueryClient } from "@tanstack/react-query";
import { type Device, type Install, type Job, type Page, type Session, stampSession } from "./types";

export type Kind = "device" | "install" | "job" | "session";
export const kKinds: readonly Kind[] = ["device", "install", "job", "session"];
type Thing = Device | Install | Job | Session;
type List = InfiniteData<Page<Thing>>;

/** A burst of changes (a thousand installs coming back) costs one fetch of a list in this time, not one for each change. */
const kGatherMs = 300;

/** Shows the answer to a change at once and asks again: a live change may have overtaken it on the way and must not be undone. */
export function showAnswer<T extends { id: string }>(client: QueryClient, kind: Kind | "profile", thing: T): void {
  client.setQueryData([kind, thing.id], thing);
  void client.invalidateQueries({ queryKey: [kind, thing.id] });
  void client.invalidateQueries({ queryKey: [`${kind}s`] });
}

/** Devices carry what their profile says, and no event tells of a profile's change. */
export function profilesChanged(client: QueryClient): void {
  for (const key of ["profiles", "devices", "device"]) void client.invalidateQueries({ queryKey: [key] });
}

export class LiveCache {
  readonly #client: QueryClient;
  readonly #stale = new Map<string, readonly unknown[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  /** A changed or new thing, as its GET answers it. */
  change(kind: Kind, received: Thing): void {
    const thing = kind === "session" ? stampSession(received as Session) : received;
    const single = this.#client.getQueryCache().find({ queryKey: [kind, thing.id], exact: true });
    if (single) {
      // A fetch that is under way may carry the older state and would win by arriving last.
      if (single.state.fetchStatus === "fetching") this.#refetchSoon(single.queryKey);
      this.#client.setQueryData(single.queryKey, thing);
    }
    for (const query of this.#lists(kind)) {
      const known = this.#patch(query, (items) => items.map((item) => (item.id === thing.id ? thing : item)), thing.id);
      // Whether a new thing belongs to a filtered list, and where, is the server's to say; so it is for one that may leave a list.
      if (!known || query.state.fetchStatus === "fetching" || leavesList(query.queryKey, thing)) this.#refetchSoon(query.queryKey);
    }
    if (kind === "install") this.#tellDevices(thing as Install);
  }

  remove(kind: Kind, id: string): void {
    for (const query of this.#lists(kind)) this.#patch(query, (items) => items.filter((item) => item.id !== id), id);
    // A page that shows it asks again, is answered 404 and says that it is gone.
    this.#refetchSoon([kind, id]);
    // Devices name their install, and an install counts its devices.
    if (kind === "install") this.#refetchSoon(["devices"]);
    if (kind === "device") this.#refetchSoon(["installs"]);
  }

  /** Who may do what has changed, and with it what any answer holds and what the reader is offered. */
  accessChanged(): void {
    this.#refetchSoon([]);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stale.clear();
  }

  #lists(kind: Kind): Query[] {
    return this.#client.getQueryCache().findAll({ queryKey: [`${kind}s`] });
  }

  #patch(query: Query, edit: (items: Thing[]) => Thing[], id: string): boolean {
    const data = query.state.data as List | undefined;
    if (!data?.pages.some((page) => page.items.some((item) => item.id === id))) return false;
    this.#client.setQueryData(query.queryKey, { ...data, pages: data.pages.map((page) => ({ ...page, items: edit(page.items) })) });
    return true;
  }

  /** Devices carry their install's name and whether it is online. */
  #tellDevices(install: Install): void {
    const told = (device: Device): Device =>
      device.install === install.id ? { ...device, install_name: install.name, install_online: install.online } : device;
    this.#client.setQueriesData<Device>({ queryKey: ["device"] }, (device) => device && told(device));
    this.#client.setQueriesData<InfiniteData<Page<Device>>>(
      { queryKey: ["devices"] },
      (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(told) })) },
    );
  }

  #refetchSoon(key: readonly unknown[]): void {
    this.#stale.set(JSON.stringify(key), key);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const keys = [...this.#stale.values()];
      this.#stale.clear();
      for (const queryKey of keys) void this.#client.invalidateQueries({ queryKey });
    }, kGatherMs);
  }
}

function leavesList(key: readonly unknown[], thing: Thing): boolean {
  const filter = key[1] as { live?: boolean } | undefined;
  return filter?.live === true && (thing as Session).state === "closed";
}
