// SPDX-License-Identifier: Apache-2.0
// All rows, in the order of docs/compatibility.md.
import * as bodies from "./bodies.mjs";
import * as cookies from "./cookies.mjs";
import * as framing from "./framing.mjs";
import * as logins from "./logins.mjs";
import * as pages from "./pages.mjs";
import * as ports from "./ports.mjs";
import * as redirects from "./redirects.mjs";
import * as requests from "./requests.mjs";
import * as servers from "./servers.mjs";
import * as settings from "./settings.mjs";
import * as streams from "./streams.mjs";
import * as tls from "./tls.mjs";

export const groups = [
  { title: "Framing", rows: framing.rows },
  { title: "Requests", rows: requests.rows },
  { title: "Settings that hold the device's address", rows: settings.rows },
  { title: "Redirects", rows: redirects.rows },
  { title: "Cookies", rows: cookies.rows },
  { title: "Logins", rows: logins.rows },
  { title: "TLS", rows: tls.rows },
  { title: "Bodies", rows: bodies.rows },
  { title: "Streams and connections", rows: streams.rows },
  { title: "Pages", rows: pages.rows },
  { title: "Other ports by script", rows: ports.rows },
  { title: "Real servers", rows: servers.rows },
];
