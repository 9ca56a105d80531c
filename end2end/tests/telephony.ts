// Tests of the journal that other programs post calls to while one looks.
import { test as base } from "./fixtures.js";
import { Telephony } from "../pages/telephony.js";

export const test = base.extend<{ telephony: Telephony }>({
  baseURL: `http://127.0.0.1:${Number(process.env.CALL_JOURNAL_PORT ?? 8391) + 1}`,
  telephony: async ({ request }, use, { parallelIndex }) => {
    await use(new Telephony(request, parallelIndex));
  },
});

/** Says that the tab is looked at, or not, as switching tabs would. */
export const look = (page: import("@playwright/test").Page, hidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, hidden);
