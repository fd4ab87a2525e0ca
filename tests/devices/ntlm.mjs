// SPDX-License-Identifier: Apache-2.0
// The device's half of NTLM (MS-NLMP): the challenge, and the check of the NTLMv2 proof. Just enough for a test device with one user.
import { createHmac } from "node:crypto";

const magic = Buffer.from("NTLMSSP\0", "latin1");
// Unicode, request target, NTLM, always sign, extended session security, target info, 128 and 56 bit keys.
const flags = 0xa0898205;
const rotate = (x, n) => ((x << n) | (x >>> (32 - n))) >>> 0;

/** MD4 (RFC 1320), which OpenSSL no longer offers by default and NT password hashes are made of. */
export function md4(data) {
  const padded = Buffer.alloc((((data.length + 8) >> 6) + 1) << 6);
  data.copy(padded);
  padded[data.length] = 0x80;
  padded.writeUInt32LE(data.length * 8, padded.length - 8);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  const rounds = [
    { mix: (x, y, z) => (x & y) | (~x & z), add: 0, order: [...Array(16).keys()], turns: [3, 7, 11, 19] },
    { mix: (x, y, z) => (x & y) | (x & z) | (y & z), add: 0x5a827999, order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15], turns: [3, 5, 9, 13] },
    { mix: (x, y, z) => x ^ y ^ z, add: 0x6ed9eba1, order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], turns: [3, 9, 11, 15] },
  ];
  for (let block = 0; block < padded.length; block += 64) {
    const before = [...state];
    for (const { mix, add, order, turns } of rounds) {
      for (const [step, word] of order.entries()) {
        const at = (4 - (step % 4)) % 4;
        const [a, b, c, d] = [0, 1, 2, 3].map((i) => state[(at + i) % 4]);
        state[at] = rotate((a + mix(b, c, d) + padded.readUInt32LE(block + 4 * word) + add) >>> 0, turns[step % 4]);
      }
    }
    before.forEach((value, i) => { state[i] = (state[i] + value) >>> 0; });
  }
  const sum = Buffer.alloc(16);
  state.forEach((value, i) => sum.writeUInt32LE(value, 4 * i));
  return sum;
}

/** Type 2, base64: eight random bytes and who asks. */
export function challenge(random, target) {
  const name = Buffer.from(target, "utf16le");
  const pair = (id) => { const head = Buffer.alloc(4); head.writeUInt16LE(id, 0); head.writeUInt16LE(name.length, 2); return Buffer.concat([head, name]); };
  const info = Buffer.concat([pair(2), pair(1), Buffer.alloc(4)]);
  const head = Buffer.alloc(48);
  magic.copy(head);
  head.writeUInt32LE(2, 8);
  head.writeUInt16LE(name.length, 12); head.writeUInt16LE(name.length, 14); head.writeUInt32LE(48, 16);
  head.writeUInt32LE(flags >>> 0, 20);
  random.copy(head, 24);
  head.writeUInt16LE(info.length, 40); head.writeUInt16LE(info.length, 42); head.writeUInt32LE(48 + name.length, 44);
  return Buffer.concat([head, name, info]).toString("base64");
}

/** Reads an Authorization field: { message } with its type and, of type 3, user and proves(random, { user, password }). */
export function readMessage(field = "") {
  const [, scheme, text] = /^(NTLM|Negotiate)\s+(\S+)$/i.exec(field) ?? [];
  const raw = text && Buffer.from(text, "base64");
  if (!raw || !raw.subarray(0, 8).equals(magic)) return {};
  const type = raw.readUInt32LE(8);
  if (type !== 3) return { message: { scheme, type } };
  const part = (at) => raw.subarray(raw.readUInt32LE(at + 4), raw.readUInt32LE(at + 4) + raw.readUInt16LE(at));
  const domain = part(28).toString("utf16le");
  const user = part(36).toString("utf16le");
  const response = part(20);
  const proves = (random, known) => {
    const key = createHmac("md5", md4(Buffer.from(known.password, "utf16le"))).update(Buffer.from(known.user.toUpperCase() + domain, "utf16le")).digest();
    return user === known.user && createHmac("md5", key).update(Buffer.concat([random, response.subarray(16)])).digest().equals(response.subarray(0, 16));
  };
  return { message: { scheme, type, user, proves } };
}
