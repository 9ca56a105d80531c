// Debian's Firefox, by WebDriver BiDi.
import puppeteer from "puppeteer-core";

export async function openFirefox() {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    extraPrefsFirefox: { "intl.accept_languages": "ru-RU, ru", "media.autoplay.default": 0 },
  });
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  const troubles = [];
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(error.message));
  return {
    troubles,
    open: (address) => page.goto(address),
    get: (expression) => page.evaluate(expression),
    until: (condition) => page.waitForFunction(condition),
    press: (selector) => page.click(selector),
    type: (selector, text) => page.type(selector, text),
    close: () => browser.close(),
  };
}
