// Filters with a name: one's own and shared ones, and the one that the journal opens with.
import type { Journal } from "../pages/journal.js";
import { expect, test } from "./fixtures.js";

// Of a person whom no other test looks through, for the journal of this one opens with a view.
const as = async (journal: Journal, employee: string, url: string) =>
  journal.page.context().addCookies([{ name: "employee", value: employee, url }]);

test("a filter gets a name, colleagues see it when it is shared, and it goes away again", async ({ journal, colleague, page, baseURL }) => {
  await as(journal, "3", baseURL!);
  await as(colleague, "4", baseURL!);
  await journal.open("lost=1&period=7d");
  await journal.menu.open();
  await page.getByLabel("Название вида").fill("Потерянные недели");
  await page.getByLabel("Показывать всем").check();
  await page.getByRole("button", { name: "Сохранить" }).click();
  const view = (of: typeof journal) => of.menu.content.getByRole("link", { name: /^Потерянные недели/ });
  await expect(view(journal)).toHaveAttribute("aria-current", "page");

  await colleague.open();
  await colleague.menu.open();
  await expect(colleague.menu.content.getByRole("button", { name: /^Удалить вид: Потерянные недели/ })).toHaveCount(0);
  await view(colleague).click();
  await expect(colleague.chips).toHaveText(["7 дней", "Потерянные"]);

  await journal.menu.content.getByRole("button", { name: "Удалить вид: Потерянные недели" }).click();
  await expect(view(journal)).toHaveCount(0);
});

test("the journal opens with the view that one chose, and links within it do not", async ({ journal, page, baseURL }) => {
  await as(journal, "5", baseURL!);
  await journal.open("missed=1");
  await journal.menu.open();
  await page.getByLabel("Название вида").fill("Мой вид");
  await page.keyboard.press("Enter");
  const begin = page.getByRole("button", { name: "Открывать журнал с этого вида: Мой вид" });
  await begin.click();
  await expect(begin).toHaveAttribute("aria-pressed", "true");
  await journal.open();
  await expect(journal.chips).toHaveText(["Пропущенные"]);
  await page.getByRole("link", { name: "Сбросить всё" }).click();
  await expect(journal.chips).toHaveCount(0);
  await journal.menu.open();
  await begin.click();
  await expect(begin).toHaveAttribute("aria-pressed", "false");
  await journal.open();
  await expect(journal.chips).toHaveCount(0);
});

test("a view without a name is asked for one", async ({ journal, page, baseURL }) => {
  await as(journal, "6", baseURL!);
  await journal.open();
  await journal.menu.open();
  await page.getByLabel("Название вида").fill("   ");
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText("Вид нужно назвать.")).toBeVisible();
});
