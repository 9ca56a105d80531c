// Starts the journal of the demo company with a stopped clock, and looks at it in Debian's Chromium.
import { defineConfig } from "@playwright/test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KEY } from "./pages/telephony.js";

const port = Number(process.env.CALL_JOURNAL_PORT ?? 8391);
const server = process.env.CALL_JOURNAL_SERVER;
if (!server) throw new Error("Run the browser tests by `cargo xtask e2e`: it builds the server and names it.");

// A demo company of its own, anew for each run. Workers read this file too: only the first reader may clear.
const demo = join(tmpdir(), `call-journal-e2e-${port}`);
// And one that lives: other programs post calls to it while the tests look.
const live = join(tmpdir(), `call-journal-e2e-live-${port}`);
if (process.env.TEST_WORKER_INDEX === undefined) {
  for (const folder of [demo, live]) rmSync(folder, { recursive: true, force: true });
  for (const folder of [demo, live]) mkdirSync(folder);
  writeFileSync(join(live, "call-journal.toml"), `
[[employees]]
name = "Котова Алина"
extensions = ["201"]

[[employees]]
name = "Белов Руслан"
extensions = ["202"]

[[sources]]
kind = "http"
name = "telephony"
key = "${KEY}"

[[sources]]
kind = "asterisk"
name = "pbx"
[sources.manager]
address = "127.0.0.1:${port + 2}"
user = "journal"
secret = "of the browser tests"
[sources.originate]
channel = "PJSIP/{extension}"
context = "from-internal"
`);
}

export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: [["list"]],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: "ru-RU",
    timezoneId: "Asia/Vladivostok", // Not the company's: the page must show the company's time all the same.
    viewport: { width: 1440, height: 900 },
    // A trace costs a fifth of the time: `cargo xtask e2e -- --trace retain-on-failure`.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
      ],
    },
  },
  projects: [
    { name: "hydrated" },
    { name: "without JavaScript", grep: /@readable/, use: { javaScriptEnabled: false } },
  ],
  webServer: [
    {
      command: `"${server}" serve --demo --listen 127.0.0.1:${port}`,
      url: `http://127.0.0.1:${port}/readyz`,
      timeout: 180_000,
      cwd: demo,
      env: {
        CALL_JOURNAL_NOW: "2026-10-14T14:35:00Z",
        CALL_JOURNAL_DEMO_DIR: demo,
      },
    },
    {
      command: "node pbx.mjs",
      port: port + 2,
      env: { PORT: String(port + 2) },
    },
    {
      command: `"${server}" serve --config "${join(live, "call-journal.toml")}" --without-sign-in --listen 127.0.0.1:${port + 1}`,
      url: `http://127.0.0.1:${port + 1}/readyz`,
      timeout: 180_000,
      cwd: demo,
      env: { DATABASE_URL: `sqlite://${join(live, "journal.db")}` },
    },
  ],
});
