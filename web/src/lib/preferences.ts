// SPDX-License-Identifier: Apache-2.0
// What a technician chose on this browser: colours and language. Never anything secret; the sign-in lives in an HttpOnly cookie.
// boot.js reads the same keys before the first paint.

const kPrefix = "callout.";

export function readPreference(name: "language" | "scheme"): string | null {
  try {
    return localStorage.getItem(kPrefix + name);
  } catch {
    // A browser that forbids storage still gets a console, with the system's colours and language.
    return null;
  }
}

export function writePreference(name: "language" | "scheme", value: string): void {
  try {
    localStorage.setItem(kPrefix + name, value);
  } catch {
    // The choice then lasts until the page is left.
  }
}

/** Tells `changed` when another tab of the console chooses otherwise; the answer stops it. */
export function watchPreference(name: "language" | "scheme", changed: (value: string | null) => void): () => void {
  const listener = (event: StorageEvent) => {
    if (event.key === kPrefix + name) changed(event.newValue);
  };
  window.addEventListener("storage", listener);
  return () => window.removeEventListener("storage", listener);
}
