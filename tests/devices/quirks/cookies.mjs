// SPDX-License-Identifier: Apache-2.0
// Cookies as devices set them.
import assert from "node:assert/strict";
import { answer, page } from "../quirk.mjs";

const sent = (request) => answer(request.header("cookie") ?? "no cookie", { type: "text/plain" });
const sets = (...cookies) => (request) => page("<p>reader</p>", cookies.map((cookie) => `Set-Cookie: ${cookie.replaceAll("ADDRESS", request.device.address)}`));
const asks = async () => (await fetch("data")).text();
const row = (name, says, cookies, sees, more = {}) => ({ name, says, cookies: true, sees, answers: { "": sets(...cookies), data: sent, "sub/data": sent }, does: asks, ...more });

export const rows = [
  row("Cookie with its address as Domain", "`Set-Cookie: sid=7; Domain=<ip>`, which browsers drop under any other name: the login loop.", ["sid=7; Domain=ADDRESS; Path=/"], /^sid=7$/),
  row("Several cookies", "Three lines in one answer; all must come back, in order.", ["b=2; Path=/", "a=1; Path=/", "c=3; Path=/"], /^b=2; a=1; c=3$/),
  row("Cookie path decides the order", "The longer path comes first.", ["a=1; Path=/", "b=2"], /^b=2; a=1$/),
  row("Cookie for a path below", "Sent there and nowhere else.", ["a=1; Path=/cookie-for-a-path-below/sub"], "no cookie, then a=1", { does: async () => `${await (await fetch("data")).text()}, then ${await (await fetch("sub/data")).text()}` }),
  row("HttpOnly cookie", "Hidden from the page, sent to the device.", ["a=1; Path=/; HttpOnly", "b=2; Path=/"], "page sees b=2, device a=1; b=2", { does: async () => `page sees ${document.cookie}, device ${await (await fetch("data")).text()}` }),
  row("Cookie by script", "The page sets it, with a path and an end.", [], "lang=de", { does: async () => { document.cookie = "lang=de; path=/; max-age=60"; return (await fetch("data")).text(); } }),
  row("Cookie that is taken back", "`Expires` in 1970 ends it.", ["a=1; Path=/", "b=2; Path=/", "a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], /^b=2$/),
  row("Cookie with odd bytes", "Quotes, equals signs, blanks, commas, bars in the value.", ['a="x y=z, w|v"; Path=/', "b=base64==; Path=/"], /^a="x y=z, w\|v"; b=base64==$/),
  row("Cookie without a name", "`Set-Cookie: token`", ["token; Path=/"], /^token$/),
  row("SameSite=Strict cookie", "Sent with all that the page itself asks for.", ["a=1; Path=/; SameSite=Strict", "b=2; Path=/; SameSite=Lax"], /^a=1; b=2$/),
  row("Session cookie changes with each answer", "Each answer sets a new value, and only the newest is taken.", [], "5 in turn", { alike: false,
    keeps: () => ({ value: 0 }),
    answers: { "": (request, connection, state) => page("<p>reader</p>", [`Set-Cookie: turn=${state.value}; Path=/`]),
      data: (request, connection, state) => { if (request.cookies.turn !== String(state.value)) return answer("out of turn", { status: "403 Forbidden" }); state.value += 1; return answer(String(state.value), { lines: [`Set-Cookie: turn=${state.value}; Path=/`] }); } },
    does: async () => { let last; for (let i = 0; i < 5; i += 1) last = await (await fetch("data")).text(); return `${last} in turn`; } }),
  row("Cookie names with a promise", "`__Host-`, `__Secure-`: names by which a browser takes a cookie as Callout's word.", ["__Host-a=1; Path=/; Secure", "__Secure-b=2; Path=/; Secure", "c=3; Path=/"], /c=3/,
    { alike: false, direct: { sees: /c=3/, shows: "kept on loopback, dropped over plain HTTP" }, callout: { sees: /^c=3$/, shows: "dropped" } }),
  row("The relay's cookie stays here", "The device gets its own cookies and no other.", ["a=1; Path=/"], /^a=1$/, { received: (requests) => { for (const each of requests) assert.doesNotMatch(each.head, /callout/i); } }),
  { name: "Cookie test by redirect", says: "Sets a cookie, redirects, and refuses whoever comes without it.", cookies: true, sees: "cookies work",
    answers: { "": "HTTP/1.1 302 Found\r\nSet-Cookie: test=1\r\nLocation: check\r\nContent-Length: 0\r\n\r\n", check: (request) => page(request.cookies.test === "1" ? "cookies work" : "please allow cookies") } },
];
