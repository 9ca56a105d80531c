// The address holds the whole view: a link, a reload and Back show the same.
import { expect, READABLE, test } from "./fixtures.js";

test("a link shows what its sender saw", READABLE, async ({ journal }) => {
  await journal.open("period=yesterday&missed=1&q=0");
  const seen = await journal.table();
  const call = seen[1];
  await journal.open(`period=yesterday&missed=1&q=0&call=${call.id}`);
  expect(await journal.table()).toEqual(seen);
  await expect(journal.chips).toHaveText(["Вчера", "Пропущенные"]);
  await expect(journal.search.box).toHaveValue("0");
  await expect(journal.rowOf(call).row).toHaveAttribute("aria-selected", "true");
  await expect(journal.panel.fact("Завершен")).toContainText(call.when.slice("Вчера, ".length));
});

test("the address that filters, search and a selected row make is such a link", async ({ journal, page, colleague }) => {
  await journal.open();
  await journal.toolbar.period.choose("7 дней");
  await journal.toolbar.switch("Входящие");
  await journal.search.type("ор");
  await expect(page).toHaveURL(/q=/);
  await journal.expectEvery("incoming", (call) => ["Входящий", "Пропущенный"].includes(call.direction));
  await expect.poll(async () => (await journal.table()).length).toBeGreaterThan(2);
  await page.keyboard.press("Enter"); // the suggestions go
  await journal.settled();
  await journal.row(2).open();
  const seen = await journal.table();

  await colleague.open(new URL(page.url()).search.slice(1));
  expect((await colleague.table()).slice(0, 20)).toEqual(seen.slice(0, 20));
  await expect(colleague.chips).toHaveText(["7 дней", "Входящие"]);
  await expect(colleague.search.box).toHaveValue("ор");
  await expect(colleague.panel.details).toBeVisible();
  await expect(colleague.row(2).row).toHaveAttribute("aria-selected", "true");
});

test("a reload shows the same", async ({ journal }) => {
  await journal.open("out=1&period=yesterday");
  await journal.row(3).open();
  const seen = await journal.table();
  await journal.reload();
  expect(await journal.table()).toEqual(seen);
  await expect(journal.chips).toHaveText(["Вчера", "Исходящие"]);
  await expect(journal.row(3).row).toHaveAttribute("aria-selected", "true");
  await expect(journal.panel.details).toBeVisible();
});

test("Back undoes one step after another, Forward repeats them", async ({ journal, page }) => {
  await journal.open();
  const all = await journal.ids();
  await journal.toolbar.switch("Исходящие");
  await journal.expectEvery("outgoing", (call) => call.direction.startsWith("Исходящий"));
  const outgoing = await journal.ids();
  await journal.row(1).open();
  await expect(journal.panel.details).toBeVisible();

  await page.goBack();
  await expect(page).toHaveURL("/?out=1");
  await expect(journal.selected.row).toHaveCount(0);
  await page.goBack();
  await expect(page).toHaveURL("/");
  // Further rows may be there already.
  await expect.poll(async () => (await journal.ids()).slice(0, all.length)).toEqual(all);
  await expect(journal.chips).toHaveCount(0);

  await page.goForward();
  await expect.poll(async () => (await journal.ids()).slice(0, outgoing.length)).toEqual(outgoing);
  await page.goForward();
  await expect(journal.row(1).row).toHaveAttribute("aria-selected", "true");
});

test("Back after typing leaves the search, not one letter", async ({ journal, page }) => {
  await journal.open("period=today");
  await journal.toolbar.switch("Входящие");
  await journal.search.type("орлова");
  await expect(page).toHaveURL(/q=%D0/);
  await page.goBack();
  await expect(page).toHaveURL("/?period=today");
  await expect(journal.search.box).toHaveValue("");
});

test("an exact customer, employee or number in the address keeps its name after a reload", async ({ journal }) => {
  await journal.open();
  const { customer } = await journal.find("of a customer", (call) => /^(ООО|ИП|ТСЖ)/.test(call.customer));
  await journal.search.type(customer);
  await journal.search.suggestions.filter({ hasText: "Клиент" }).first().click();
  await expect(journal.chips).toHaveText([`Клиент: ${customer}`]);
  await journal.reload();
  await expect(journal.chips).toHaveText([`Клиент: ${customer}`]);
});

test("a call that does not exist is said so", async ({ journal, troubles }) => {
  troubles.expect(/404/);
  await journal.open("call=99999999");
  await expect(journal.panel.panel.getByRole("alert")).toHaveText("Этого уже нет: возможно, его удалили.");
  await expect(journal.calls.first()).toBeVisible();
});
