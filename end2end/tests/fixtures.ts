// What every browser test has: the journal, and an eye on what the browser complains of.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type BrowserContext, type Page } from "@playwright/test";
import { Journal } from "../pages/journal.js";

/** The moment at which the server's clock stands: 17:35 in the company's zone. */
export const NOW = new Date("2026-10-14T14:35:00Z");

/** Complaints of the browser: errors, warnings (a failed hydration is one), exceptions. */
export class Troubles {
  readonly seen: string[] = [];
  private readonly expected: RegExp[] = [];

  watch(page: Page) {
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.seen.push(`${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.seen.push(`exception: ${error.message}`));
  }

  /** The test itself provokes complaints like this one. */
  expect(complaint: RegExp) {
    this.expected.push(complaint);
  }

  get unexpected() {
    return this.seen.filter((trouble) => !this.expected.some((expected) => expected.test(trouble)));
  }
}

type Fixtures = {
  /** The journal in a browser window. */
  journal: Journal;
  /** The same journal on the screen of a colleague, in a browser of their own. */
  colleague: Journal;
  troubles: Troubles;
};

export const test = base.extend<Fixtures>({
  troubles: [async ({ javaScriptEnabled }, use) => {
    const troubles = new Troubles();
    // Nothing asks for what was preloaded where no script runs.
    if (javaScriptEnabled === false) troubles.expect(/preloaded using link preload but not used/);
    await use(troubles);
    expect(troubles.unexpected, "the browser complained").toEqual([]);
  }, { auto: true }],

  page: async ({ page, troubles }, use) => {
    troubles.watch(page);
    await use(page);
  },

  journal: async ({ page, javaScriptEnabled }, use) => {
    await use(new Journal(page, javaScriptEnabled !== false));
  },

  colleague: async ({ browser, contextOptions, baseURL, troubles }, use) => {
    const context: BrowserContext = await browser.newContext({ ...contextOptions, baseURL, locale: "ru-RU" });
    const page = await context.newPage();
    troubles.watch(page);
    await use(new Journal(page));
    await context.close();
  },
});

/** What can be read without JavaScript too: the test runs once more in the project «without JavaScript». */
export const READABLE = { tag: "@readable" };

/** Fails with what axe finds on the page as it is now; with `rules`, by these alone. */
export async function expectAccessible(page: Page, rules?: string[]) {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).join("; ")}`);
  expect(found).toEqual([]);
}

export { expect };
