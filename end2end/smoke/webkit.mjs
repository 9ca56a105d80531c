// WebKit as Debian packages it (WebKitGTK's MiniBrowser), by plain WebDriver over HTTP.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
/** How long a condition may take, in milliseconds. */
const PATIENCE = 30_000;

export async function openWebKit() {
  const port = await freePort();
  const driver = spawn(process.env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver", [`--port=${port}`], {
    env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" },
    stdio: ["ignore", "ignore", "ignore"],
  });
  const driverEnded = new Promise((resolve) => driver.once("exit", resolve));
  const root = `http://127.0.0.1:${port}`;
  await answers(`${root}/status`);

  const { sessionId } = await ask(root, "POST", "/session", {
    capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] } } },
  });
  const session = `/session/${sessionId}`;
  await ask(root, "POST", `${session}/timeouts`, { script: PATIENCE });
  await ask(root, "POST", `${session}/window/rect`, { width: 1440, height: 900 });
  const find = async (selector) => {
    const found = await ask(root, "POST", `${session}/element`, { using: "css selector", value: selector });
    return `${session}/element/${found[ELEMENT]}`;
  };
  const get = (expression) => ask(root, "POST", `${session}/execute/sync`, { script: `return (${expression});`, args: [] });
  return {
    async open(address) {
      const go = () => ask(root, "POST", `${session}/url`, { url: address });
      await go();
      // The browser speaks the language of the machine; the journal's own setting wins over it.
      await ask(root, "POST", `${session}/cookie`, { cookie: { name: "language", value: "ru" } });
      await go();
    },
    get,
    until: (condition) => ask(root, "POST", `${session}/execute/async`, {
      script: `const done = arguments[0]; const look = () => (${condition}) ? done(true) : requestAnimationFrame(look); look();`,
      args: [],
    }),
    press: async (selector) => ask(root, "POST", `${await find(selector)}/click`, {}),
    type: async (selector, text) => ask(root, "POST", `${await find(selector)}/value`, { text }),
    async close() {
      await ask(root, "DELETE", session);
      driver.kill();
      await driverEnded;
    },
  };
}

/** Asks the driver, and gives its answer; the driver's own words if it refuses. */
async function ask(root, method, path, body) {
  const answer = await fetch(root + path, {
    method,
    headers: { "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}

function miniBrowser() {
  if (process.env.MINI_BROWSER) return process.env.MINI_BROWSER;
  const libraries = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib"];
  for (const library of libraries) {
    const versions = listed(library).filter((name) => name.startsWith("webkit2gtk-")).sort();
    const found = versions.findLast((version) => listed(`${library}/${version}`).includes("MiniBrowser"));
    if (found) return `${library}/${found}/MiniBrowser`;
  }
  throw new Error("There is no MiniBrowser: install Debian's package webkit2gtk-driver.");
}

function listed(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until somebody answers there. */
async function answers(address) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await fetch(address);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(50);
    }
  }
}
