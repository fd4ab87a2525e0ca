// SPDX-License-Identifier: Apache-2.0
// What an authenticator app shows.
import { createHmac } from "node:crypto";

/** Milliseconds for which a code is shown. */
export const kStep = 30_000;

/** RFC 6238, as an app does it. */
export function totp(secret, at = Date.now()) {
  let bits = "";
  for (const letter of secret) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / kStep)));
  const mac = createHmac("sha1", key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
