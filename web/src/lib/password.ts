// SPDX-License-Identifier: Apache-2.0

/** Letters and digits that cannot be mistaken for each other when read aloud or copied by hand. */
const kLetters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const kGroups = 4;
const kGroupLength = 4;

/** A password of 92 random bits in four groups, such as "hK7m-Qw3f-8RtZ-b4Yd". */
export function makePassword(): string {
  // Bytes at or over the greatest multiple of the alphabet are dropped, so that every letter is equally likely.
  const limit = 256 - (256 % kLetters.length);
  const letters: string[] = [];
  while (letters.length < kGroups * kGroupLength) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < limit && letters.length < kGroups * kGroupLength) letters.push(kLetters[byte % kLetters.length] ?? "");
    }
  }
  const groups = Array.from({ length: kGroups }, (_, group) => letters.slice(group * kGroupLength, (group + 1) * kGroupLength).join(""));
  return groups.join("-");
}
