// SPDX-License-Identifier: Apache-2.0
// What `callout login` asks for, read from the address bar.

export interface ClientRequest {
  challenge: string;
  /** What the program calls its machine: anybody's text. */
  name: string;
  state: string;
  /** Where the program listens on this machine; without it the code is shown instead. */
  port?: number;
}

const kBase64Url = /^[A-Za-z0-9_-]+$/;
const kNameLength = 100;

/** Undefined for an address that no `callout login` made. */
export function readRequest(search: { port?: string; state?: string; challenge?: string; name?: string }): ClientRequest | undefined {
  const { port, state = "", challenge = "", name = "" } = search;
  if (challenge.length !== 43 || !kBase64Url.test(challenge)) return undefined;
  // Nothing that turns text around or hides: the question is what people decide by.
  const shown = name.replace(/[\p{C}\p{Z}]+/gu, " ").trim().slice(0, kNameLength);
  if (!shown) return undefined;
  if (port === undefined) return { challenge, name: shown, state };
  const number = /^[1-9]\d{0,4}$/.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65535 || state.length > 128 || !kBase64Url.test(state)) return undefined;
  return { challenge, name: shown, state, port: number };
}

/** The program's own address, on this machine whatever was asked for. */
export function answerUrl(request: ClientRequest, answer: { code: string } | { error: string }): string {
  return `http://127.0.0.1:${request.port}/?${new URLSearchParams({ ...answer, state: request.state })}`;
}
