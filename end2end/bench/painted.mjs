// Opens the journal in Chromium and prints when the row of each new number was painted: {"number":"9050000000","at":…}.
// `at` is in ms since the epoch by the machine's clock, which is that of whoever started this. Ends with its input.
import { createInterface } from "node:readline";
import { chromium } from "@playwright/test";

const [address] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});
try {
  const page = await browser.newPage({ locale: "ru-RU", viewport: { width: 1440, height: 900 } });
  await page.exposeFunction("painted", (number, at) => console.log(JSON.stringify({ number, at })));
  await page.goto(address);
  await page.locator("html[data-hydrated]").waitFor();
  await page.getByRole("status").filter({ hasText: "На связи" }).waitFor();
  await page.evaluate(watch);
  console.log("ready");
  for await (const _ of createInterface(process.stdin));
} finally {
  await browser.close();
}

/** In the page: tells of each new number in the table, once, when the frame that shows it has been painted. */
function watch() {
  const seen = new Set();
  const numbers = () => [...document.querySelectorAll("[data-call] .who")]
    .map((cell) => cell.textContent.replace(/\D/g, "").slice(-10))
    .filter((digits) => digits.startsWith("905") && !seen.has(digits));
  const look = () => {
    const fresh = numbers();
    fresh.forEach((number) => seen.add(number));
    if (fresh.length === 0) return;
    requestAnimationFrame(() => {
      // The frame's style, layout and paint come after its callbacks; the next task after them.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        // Whole milliseconds, rounded up: rather too late than too early.
        const at = Date.now() + 1;
        fresh.forEach((number) => painted(number, at));
      };
      channel.port2.postMessage(undefined);
    });
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}
