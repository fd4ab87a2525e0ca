// SPDX-License-Identifier: Apache-2.0
// The one stream of live changes of a page (server-sent events). Started by the shell and by the opening tab; both stop it when they go.
import type { QueryClient } from "@tanstack/react-query";
import { type Kind, kKinds, LiveCache } from "./cache";
import { meQuery } from "./queries";

export type LiveState = "connecting" | "live" | "lost";

/** Browsers keep only six connections to one HTTP/1.1 host, so a tab that nobody has looked at for this long gives its stream back. */
const kHiddenMs = 60_000;
const kRetryFirstMs = 1_000;
const kRetryMostMs = 15_000;

/** Keeps the cache of `client` live until the answer is called; `changed` hears of every change of state. */
export function startLive(client: QueryClient, changed: (state: LiveState) => void): () => void {
  const cache = new LiveCache(client);
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hide: ReturnType<typeof setTimeout> | undefined;
  let retry_ms = kRetryFirstMs;

  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };

  const open = () => {
    close();
    const stream = new EventSource("/api/v1/events");
    source = stream;
    stream.onopen = () => {
      retry_ms = kRetryFirstMs;
      changed("live");
      // Nothing is replayed, so whatever was read before this moment may be old.
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "me" });
    };
    stream.onerror = () => {
      changed("lost");
      // The browser tries again by itself after a cut, but gives up after an answer such as 401 or 503.
      if (stream.readyState !== EventSource.CLOSED) return;
      close();
      retry = setTimeout(reopen, retry_ms * (0.5 + Math.random() / 2));
      retry_ms = Math.min(retry_ms * 2, kRetryMostMs);
    };
    for (const kind of kKinds) {
      stream.addEventListener(kind, (event) => cache.change(kind, JSON.parse(event.data)));
    }
    stream.addEventListener("access", () => cache.accessChanged());
    stream.addEventListener("removed", (event) => {
      const removed = JSON.parse(event.data) as { kind: Kind; id: string };
      if (kKinds.includes(removed.kind)) cache.remove(removed.kind, removed.id);
    });
  };

  const reopen = () => {
    // A stream's refusal does not say why; this finds out whether the sign-in has ended.
    client.fetchQuery({ ...meQuery, staleTime: 0 }).then(open, open);
  };

  const visibility = () => {
    clearTimeout(hide);
    if (document.visibilityState === "hidden") hide = setTimeout(close, kHiddenMs);
    else if (!source) open();
  };

  document.addEventListener("visibilitychange", visibility);
  open();
  return () => {
    document.removeEventListener("visibilitychange", visibility);
    clearTimeout(hide);
    close();
    cache.stop();
  };
}
