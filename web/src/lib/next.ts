// SPDX-License-Identifier: Apache-2.0
// Where to go after signing in. The value comes from the address bar, so it may be an attacker's.

/** The path in `next` when it lies on this origin, otherwise "/". */
export function safeNext(next: unknown, origin: string = window.location.origin): string {
  if (typeof next !== "string" || !next.startsWith("/")) return "/";
  // Browsers read a backslash as a slash and drop tabs and line ends, so "/\evil" and "/<tab>/evil" would leave the origin.
  if (/[\\\u0000-\u0020\u007f]/.test(next)) return "/";
  let url: URL;
  try {
    url = new URL(next, origin);
  } catch {
    return "/";
  }
  if (url.origin !== origin || url.pathname.startsWith("//")) return "/";
  // Coming back to the sign-in page would go round in a circle.
  if (url.pathname === "/sign-in" || url.pathname.startsWith("/sign-in/")) return "/";
  return url.pathname + url.search + url.hash;
}

/** True when the server answers this path itself, so that the browser must load it instead of the console's router. */
export function isServerPath(path: string): boolean {
  return path === "/authorize" || path.startsWith("/authorize?");
}
