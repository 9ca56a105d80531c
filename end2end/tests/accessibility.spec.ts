// axe finds nothing wrong with any state of the page, in either theme, on either screen.
import { Assign, Card, Customers } from "../pages/customers.js";
import type { Journal } from "../pages/journal.js";
import { expect, expectAccessible, test } from "./fixtures.js";

// Short lists: axe looks at each row anew.
const FEW = "from=2026-10-10&to=2026-10-10";
const TRANSFERRED = "q=дроздов щукин";

const STATES: { name: string; go: (journal: Journal) => Promise<void> }[] = [
  { name: "the journal", go: (journal) => journal.open(`${FEW}&internal=1`) },
  { name: "filters and a search", go: (journal) => journal.open(`${FEW}&in=1&missed=1&unregistered=1&q=7`) },
  { name: "the lost calls", go: (journal) => journal.open(`${FEW}&lost=1`) },
  {
    name: "a call with recordings and a transfer",
    go: async (journal) => {
      await journal.open(TRANSFERRED);
      await journal.row(", ").open();
      await expect(journal.panel.player.play).toBeVisible();
      await expect(journal.panel.comment.field).toBeEditable();
    },
  },
  {
    name: "a lost call",
    go: async (journal) => {
      await journal.open(`${FEW}&lost=1`);
      await journal.row(0).open();
      await expect(journal.panel.details).toBeVisible();
    },
  },
  {
    name: "the route",
    go: async (journal) => {
      await journal.open(TRANSFERRED);
      await journal.row(", ").open();
      await journal.panel.openRoute();
    },
  },
  { name: "the period", go: async (journal) => (await journal.open(`${FEW}&lost=1`), journal.toolbar.period.open()) },
  { name: "further filters", go: async (journal) => (await journal.open(`${FEW}&lost=1`), journal.toolbar.more.open()) },
  {
    name: "the settings",
    go: async (journal) => {
      await journal.open(`${FEW}&lost=1`);
      await journal.account.open();
      await expect(journal.account.employee.getByRole("option")).toHaveCount(15);
    },
  },
  {
    name: "suggestions",
    go: async (journal) => {
      await journal.open(FEW);
      await journal.search.type("ор");
      await expect(journal.search.suggestions.first()).toBeVisible();
      await journal.page.keyboard.press("ArrowDown");
    },
  },
  {
    name: "an empty result",
    go: async (journal) => {
      await journal.open("q=нетакого&period=today");
      await expect(journal.page.getByRole("heading", { name: "Звонков не найдено" })).toBeVisible();
    },
  },
  {
    name: "customers to choose from for an unknown number",
    go: async (journal) => {
      await journal.open(`${FEW}&unregistered=1`);
      await journal.row(0).open();
      await new Assign(journal.page, journal.panel.panel).find("Лисицын");
    },
  },
  {
    name: "the card of a new customer",
    go: async (journal) => {
      await journal.open(`${FEW}&unregistered=1`);
      await journal.row(0).open();
      await new Assign(journal.page, journal.panel.panel).create.click();
      const card = Card.dialog(journal.page);
      await card.name.fill("Лисицын");
      await card.addContact("Имя");
      await expect(card.form.getByText("Похожие клиенты")).toBeVisible();
    },
  },
  {
    name: "the list of customers",
    go: async (journal) => {
      const customers = new Customers(journal.page);
      await customers.open("/customers?q=лиси");
      await expect(customers.rows.first()).toBeVisible();
    },
  },
  {
    name: "a customer, and whom to merge it with",
    go: async (journal) => {
      const customers = new Customers(journal.page);
      await customers.open("/customers?q=лисицын");
      await customers.rows.first().getByRole("link").click();
      await journal.page.getByRole("button", { name: "Объединить…" }).click();
      await expect(journal.page.getByRole("dialog", { name: "Объединить клиентов" }).getByRole("listitem").first()).toBeVisible();
    },
  },
  ...["/sign-in?failed=wrong", "/account", "/administration?show=roles", "/administration?show=keys", "/administration?show=audit"].map((path) => ({
    name: path,
    go: async (journal: Journal) => {
      await journal.page.goto(path);
      await expect(journal.page.locator("html")).toHaveAttribute("data-hydrated");
    },
  })),
  {
    name: "a person's access",
    go: async (journal) => {
      await journal.page.goto("/administration");
      await expect(journal.page.locator("html")).toHaveAttribute("data-hydrated");
      await journal.page.getByRole("button", { name: "Воронцов Павел" }).click();
      await journal.page.getByText("Отличия от роли").click();
    },
  },
  { name: "a call that does not exist", go: (journal) => journal.open(`${FEW}&lost=1&call=99999999`) },
];

test.use({ contextOptions: { reducedMotion: "reduce" } });

test.beforeEach(({ troubles }) => troubles.expect(/status of 404/)); // of the call that does not exist

for (const { name, go } of STATES) {
  test(name, async ({ journal, page }) => {
    await go(journal);
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectAccessible(page, ["color-contrast"]); // nothing else depends on the theme
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  for (const { name, go } of STATES.filter(({ name }) => !name.startsWith("a lost") && !name.startsWith("filters"))) {
    test(name, async ({ journal, page }) => {
      await go(journal);
      await expectAccessible(page);
    });
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  // axe itself is JavaScript: what it would look at is read as a tree of roles instead.
  test("the page has one heading, one main part and named regions", async ({ journal, page }) => {
    await journal.open();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Журнал звонков");
    await expect(page.getByRole("main")).toHaveCount(1);
    await expect(page.getByRole("navigation", { name: "Разделы" })).toBeVisible();
    await expect(page.getByRole("complementary", { name: "Выбранный звонок" })).toBeVisible();
  });
});

test("the whole page is reached by the Tab key, and nothing holds the focus", async ({ journal, page }) => {
  await journal.open();
  const reached = new Set<string>();
  for (let press = 0; press < 25; press++) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate(() => {
      const at = document.activeElement!;
      return at.tagName === "BODY" ? "the browser" : at.getAttribute("aria-label") ?? at.textContent!.trim();
    }));
    if (reached.has("the browser")) break;
  }
  for (const stop of ["Журнал", "Период", "Входящие", "Пропущенные", "Другие отборы", "Мои звонки", "Поиск по клиентам, номерам и сотрудникам", "Свернуть панель", "the browser"]) {
    expect([...reached]).toContain(stop);
  }
});
