// The journal of the demo company with a stopped clock, in a folder of its own.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Starts the server that `CALL_JOURNAL_SERVER` names; resolves when it answers. */
export async function startServer() {
  const program = process.env.CALL_JOURNAL_SERVER;
  if (!program) throw new Error("Run the smoke test by `cargo xtask e2e --all-browsers`: it builds the server and names it.");
  const folder = await mkdtemp(join(tmpdir(), "call-journal-smoke-"));
  const env = { ...process.env, CALL_JOURNAL_NOW: "2026-10-14T14:35:00Z", CALL_JOURNAL_DEMO_DIR: folder };
  const server = spawn(program, ["serve", "--demo", "--listen", "127.0.0.1:0"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const address = await Promise.race([
    addressIn(server.stdout),
    ended.then((code) => Promise.reject(new Error(`The server ended with ${code} before it listened.`))),
  ]);
  return {
    address,
    async stop() {
      server.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `Call Journal: http://127.0.0.1:41234/`: the line that the server prints when it listens. */
async function addressIn(output) {
  for await (const line of createInterface(output)) {
    const address = /^Call Journal: (http:\S+)/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error("The server never said where it listens.");
}
