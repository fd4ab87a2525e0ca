// SPDX-License-Identifier: Apache-2.0
// A device's own network: a process in new network and process namespaces (and mount and host name, where asked), joined to this host by a veth
// pair. The host side is 10.213.N.1, the device 10.213.N.2, so the host's neighbour table learns the device's MAC address as on any LAN.
import { Hopeless, Program, run, until } from "../lib/process.mjs";

async function ip(...args) {
  const { code, stderr } = await run("ip", args);
  if (code !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr.trim()}`);
}

/**
 * own: further namespaces, as options of unshare(1); a private mount namespace can't be made inside a chroot.
 * Runs `script DIR ...args` in the namespaces once its eth0 is up. Answers { address, program, inside(command...), setMac(mac), stop() },
 * or null (and says why) when this host doesn't let us make them.
 */
export async function network({ dir, name, script, args = [], own = [], say = () => {} }) {
  if (process.getuid() !== 0) { say(`${name}: left out, because network namespaces need root`); return null; }
  const wait = 'ip link set lo up multicast on; until ip -o addr show dev eth0 2>/dev/null | grep -q inet; do sleep 0.05; done; exec "$0" "$@"';
  const program = new Program("unshare", ["--net", "--pid", "--fork", "--kill-child", ...own, "sh", "-c", wait, script, dir, ...args],
    { log: `${dir}/${name}.log` });
  let link;
  try {
    const child = await until("the namespaces' first process", async () => {
      if (!program.running) throw new Hopeless(program.output);
      return (await run("cat", [`/proc/${program.pid}/task/${program.pid}/children`])).stdout.trim().split(" ")[0];
    }, { ms: 3000 });
    await until("a network namespace of its own", async () =>
      (await run("readlink", [`/proc/${child}/ns/net`])).stdout !== (await run("readlink", ["/proc/self/ns/net"])).stdout, { ms: 3000 });
    const taken = (await run("ip", ["-o", "-4", "addr", "show"])).stdout;
    let number = 1 + (program.pid % 250);
    while (taken.includes(` 10.213.${number}.1/`)) number = 1 + (number % 250);
    link = `co${program.pid}`;
    await ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", child);
    await ip("addr", "add", `10.213.${number}.1/24`, "dev", link);
    await ip("link", "set", link, "up");
    const inside = (...command) => run("nsenter", [`--target=${child}`, "--net", ...command]);
    await inside("ip", "link", "set", "eth0", "up");
    await inside("ip", "addr", "add", `10.213.${number}.2/24`, "dev", "eth0");
    const stop = async () => {
      const ended = await program.stop({ grace: 1000 });
      await run("ip", ["link", "del", link]);
      return ended;
    };
    const setMac = async (mac) => {
      for (const command of [["down"], ["address", mac], ["up"]]) await inside("ip", "link", "set", "eth0", ...command);
      await run("ip", ["neigh", "flush", "dev", link]);
    };
    return { address: `10.213.${number}.2`, host: `10.213.${number}.1`, link, program, inside, setMac, stop };
  } catch (error) {
    await program.stop({ grace: 500 });
    if (link) await run("ip", ["link", "del", link]);
    say(`${name}: left out, because this host can't make it a network of its own (${error.message.split("\n")[0]})`);
    return null;
  }
}
