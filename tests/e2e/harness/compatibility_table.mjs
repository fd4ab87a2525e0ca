// SPDX-License-Identifier: Apache-2.0
// docs/compatibility.md from the rows and what came out of them.

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** groups: [{ title, rows }]; cells: Map of row to { direct, callout }, without those rows that failed or were left out as slow. */
export function table(groups, cells) {
  const all = groups.flatMap((group) => group.rows);
  const pending = all.filter((row) => row.pending).length;
  return `# What devices do, and what comes of it

One row for each behaviour of a device: opened by Chromium at the device itself, and by the same Chromium through \`calloutd\` and \`callout-agent\` as
shipped, judged by what the page shows and by what the device received. Written by \`COMPATIBILITY_WRITE=1 ./run test e2e compatibility\`; that test, run
without the variable, fails when this page is not what comes out. The rows themselves, with what the device sends byte for byte, are in
\`tests/devices/quirks/\`. ${all.length} behaviours, ${pending} of them not yet working through Callout.

"Slow" rows run only with \`COMPATIBILITY_SLOW=1\`.
${groups.map(({ title, rows }) => `
## ${title}

| Behaviour | What the device does | Direct | Callout |
|---|---|---|---|
${rows.map((row) => { const { direct, callout } = row.slow ?? cells.get(row) ?? row.elsewhere ?? { direct: "failed", callout: "failed" }; return `| ${cell(row.name)} | ${cell(row.says)} | ${cell(direct)} | ${cell(callout)} |`; }).join("\n")}
`).join("")}`;
}
