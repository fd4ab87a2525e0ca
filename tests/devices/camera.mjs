// SPDX-License-Identifier: Apache-2.0
// A camera: ustreamer behind Basic auth, with an endless MJPEG stream at /stream. There is no lens: it sends the picture beside this file.
import { accepting, freePort, Program } from "../lib/process.mjs";

export async function start({ dir, port, user = "admin", password = "camera" }) {
  port ??= await freePort();
  const program = new Program("ustreamer", ["--host=127.0.0.1", `--port=${port}`, "--device=/dev/no-such-camera", "--device-error-delay=5",
    `--blank=${import.meta.dirname}/camera/yard.jpg`, `--user=${user}`, `--passwd=${password}`], { log: `${dir}/camera.log` });
  await accepting(port, { program });
  return { name: "Yard camera", software: "ustreamer", address: "127.0.0.1", endpoints: [{ scheme: "http", port }], auth: "basic", user, password,
    sees: /Streamer v/, look: "open /stream for live video", program, stop: () => program.stop() };
}
