// SPDX-License-Identifier: Apache-2.0
// A first look at an address, so that a slip is told at the field. The server and the agent decide.

const kOctet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const kIpv4 = new RegExp(`^${kOctet}(?:\\.${kOctet}){3}$`);

export function isAddress(text: string): boolean {
  return kIpv4.test(text) || isIpv6(text);
}

function isIpv6(text: string): boolean {
  // The URL parser knows every notation of RFC 4291; what it takes in brackets is an IPv6 literal.
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(":")) return false;
  try {
    return new URL(`http://[${text}]/`).hostname.startsWith("[");
  } catch {
    return false;
  }
}
