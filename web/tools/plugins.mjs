// SPDX-License-Identifier: Apache-2.0
// Two small parts of the build that Vite has no setting for.
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";

// Puts FILE into the page as a classic script that runs before the first paint. It is a hashed file of its own, because the
// console's CSP forbids inline scripts and a module would run only after the browser has painted the wrong colours.
export function bootScript(file) {
  let building = false;
  let name = `/${file}`;
  let reference;
  return {
    name: "callout-boot-script",
    configResolved(config) {
      building = config.command === "build";
    },
    buildStart() {
      if (!building) return;
      this.addWatchFile(file);
      reference = this.emitFile({ type: "asset", name: "boot.js", source: readFileSync(file, "utf8") });
    },
    generateBundle() {
      if (building) name = `/${this.getFileName(reference)}`;
    },
    transformIndexHtml: {
      order: "post",
      handler: () => [{ tag: "script", attrs: { src: name }, injectTo: "head-prepend" }],
    },
  };
}

// Writes FILE.gz beside every file that shrinks by it, so that the server compresses nothing while it serves.
export function precompress() {
  let out = "dist";
  return {
    name: "callout-precompress",
    apply: "build",
    configResolved(config) {
      out = config.build.outDir;
    },
    closeBundle() {
      for (const entry of readdirSync(out, { recursive: true })) {
        const path = join(out, entry);
        if (!/\.(js|css|html|svg|json)$/.test(path) || !statSync(path).isFile()) continue;
        const plain = readFileSync(path);
        const packed = gzipSync(plain, { level: constants.Z_BEST_COMPRESSION });
        if (packed.length < plain.length * 0.9) writeFileSync(`${path}.gz`, packed);
      }
    },
  };
}
