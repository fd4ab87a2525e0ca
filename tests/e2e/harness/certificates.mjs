// SPDX-License-Identifier: Apache-2.0
// A test CA and certificates that it signs, made by openssl for each test. Browsers take no certificate for *.localhost, but one for *.NAME.localhost;
// so with TLS the session hosts stand below sessions.localhost, which is another site than callout.localhost.
import { readFileSync, writeFileSync } from "node:fs";
import { run } from "../../lib/process.mjs";

async function openssl(...args) {
  const done = await run("openssl", args);
  if (done.code !== 0) throw new Error(`openssl ${args[0]}: ${done.stderr}`);
}

const ecKey = (file) => openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file);

/** Answers { ca, caPem, certificate, key, again(serial): replaces the files by a new certificate of the same CA }. */
export async function certificates(dir, names = ["callout.localhost", "*.sessions.localhost"]) {
  const ca = `${dir}/ca.pem`;
  await ecKey(`${dir}/ca.key`);
  await openssl("req", "-x509", "-new", "-key", `${dir}/ca.key`, "-days", "30", "-subj", "/CN=Callout test CA", "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign", "-out", ca);
  const files = { certificate: `${dir}/server.pem`, key: `${dir}/server.key` };
  const again = async (serial) => {
    await ecKey(`${files.key}.new`);
    await openssl("req", "-new", "-key", `${files.key}.new`, "-subj", `/CN=${names[0]}`, "-out", `${dir}/server.csr`);
    const extensions = `${dir}/extensions`;
    writeFileSync(extensions, `subjectAltName=${names.map((n) => (/^[\d.]+$/.test(n) ? `IP:${n}` : `DNS:${n}`)).join(",")}\nextendedKeyUsage=serverAuth\n`);
    await openssl("x509", "-req", "-in", `${dir}/server.csr`, "-CA", ca, "-CAkey", `${dir}/ca.key`, "-set_serial", String(serial), "-days", "20", "-extfile", extensions, "-out", `${files.certificate}.new`);
    await run("mv", [`${files.key}.new`, files.key]);
    await run("mv", [`${files.certificate}.new`, files.certificate]);
  };
  await again(1001);
  return { ca, caPem: readFileSync(ca, "utf8"), ...files, again };
}
