// Filters: what each lets through, its chip, its count, and how it goes away again.
import type { Call } from "../pages/row.js";
import { expect, READABLE, test } from "./fixtures.js";

const isMissed = (call: Call) => ["Нет ответа", "Потерян"].includes(call.status);
const isIncoming = (call: Call) => ["Входящий", "Пропущенный"].includes(call.direction);
const isNumber = (call: Call) => /^[+\d]|^Скрытый номер$/.test(call.customer);

const FILTERS: { name: string; parameter: string; passes: (call: Call) => boolean }[] = [
  { name: "Входящие", parameter: "in=1", passes: isIncoming },
  { name: "Исходящие", parameter: "out=1", passes: (call) => call.direction.startsWith("Исходящий") },
  { name: "Пропущенные", parameter: "missed=1", passes: isMissed },
  { name: "Потерянные", parameter: "lost=1", passes: (call) => call.status === "Потерян" },
  { name: "Первичные обращения", parameter: "first=1", passes: (call) => call.mark === "Первое обращение" },
  { name: "Незарегистрированные", parameter: "unregistered=1", passes: isNumber },
];

for (const { name, parameter, passes } of FILTERS) {
  test(`«${name}» shows only such calls, and its chip takes it away`, async ({ journal, page }) => {
    await journal.open();
    await journal.toolbar.switch(name);
    await journal.expectEvery(name, passes);
    await expect(page).toHaveURL(new RegExp(`\\?${parameter}$`));
    await expect(journal.chips).toHaveText([name]);
    await expect(journal.count).toHaveText(/^\d+\+? звон(ок|ка|ков)$/);

    await journal.removeChip(name);
    await expect(journal.chips).toHaveCount(0);
    await expect(page).toHaveURL("/");
    await expect.poll(async () => (await journal.table()).some((call) => !passes(call))).toBe(true);
  });
}

test("every filter is a link that works by itself", READABLE, async ({ journal }) => {
  await journal.open("period=today");
  for (const { name, passes } of FILTERS.slice(0, 3)) {
    await journal.toolbar.filter(name).click();
    await journal.expectEvery(name, passes);
    await expect(journal.toolbar.filter(name)).toHaveAttribute("aria-pressed", "true");
    await expect(journal.chip(name)).toBeVisible();
    await journal.removeChip(name);
    await expect(journal.chips).toHaveText(["Сегодня"]);
  }
});

test("the menu of further filters opens and its lines switch", READABLE, async ({ journal }) => {
  await journal.open();
  await journal.toolbar.more.open();
  await journal.toolbar.filter("Потерянные").click();
  await journal.expectEvery("lost", (call) => call.status === "Потерян");
  await expect(journal.chips).toHaveText(["Потерянные"]);
});

test("a screen reader hears in the menu which filters are on", async ({ journal }) => {
  await journal.open("lost=1");
  await journal.toolbar.more.open();
  await expect(journal.toolbar.filter("Потерянные")).toBeChecked();
  await expect(journal.toolbar.filter("Первичные обращения")).not.toBeChecked();
  await journal.toolbar.filter("Потерянные").press("Space");
  await expect(journal.toolbar.filter("Потерянные")).not.toBeChecked();
  await expect(journal.chips).toHaveCount(0);
});

test("internal calls come on wish and go again", async ({ journal }) => {
  const isInternal = (call: Call) => call.direction.startsWith("Внутренний");
  await journal.open("period=today");
  expect((await journal.table()).some(isInternal)).toBe(false);
  await journal.toolbar.switch("Показывать внутренние звонки");
  await expect(journal.chips).toHaveText(["Сегодня", "С внутренними"]);
  await expect.poll(async () => (await journal.table()).some(isInternal)).toBe(true);
  await journal.removeChip("С внутренними");
  await expect.poll(async () => (await journal.table()).some(isInternal)).toBe(false);
});

test("filters combine, and «Сбросить всё» takes them all away", async ({ journal, page }) => {
  await journal.open();
  await journal.toolbar.switch("Входящие");
  await journal.toolbar.switch("Незарегистрированные");
  await journal.toolbar.period.choose("Вчера");
  await journal.expectEvery("an unregistered caller of yesterday", (call) => isIncoming(call) && isNumber(call) && call.when.startsWith("Вчера"));
  await expect(journal.chips).toHaveText(["Вчера", "Входящие", "Незарегистрированные"]);

  await journal.resetAll();
  await expect(page).toHaveURL("/");
  await expect(journal.chips).toHaveCount(0);
  await expect.poll(async () => (await journal.table())[0].when).toMatch(/^\d\d:\d\d$/);
});

test("incoming and outgoing together are both", async ({ journal }) => {
  await journal.open("period=today");
  const all = await journal.ids();
  await journal.toolbar.switch("Входящие");
  await journal.toolbar.switch("Исходящие");
  await expect(journal.chips).toHaveText(["Сегодня", "Входящие", "Исходящие"]);
  await expect.poll(() => journal.ids()).toEqual(all);
});

test("the count is the number of rows, with the plural form of the language", READABLE, async ({ journal }) => {
  const days = ["2026-10-10", "2026-10-11", "2026-10-12", "2026-10-13"];
  const forms = { one: "звонок", few: "звонка", many: "звонков" } as Record<string, string>;
  const plural = new Intl.PluralRules("ru");
  for (const day of days) {
    await journal.open(`from=${day}&to=${day}&lost=1`);
    const rows = await journal.calls.count();
    expect(rows).toBeGreaterThan(0);
    await expect(journal.count).toHaveText(`${rows} ${forms[plural.select(rows)]}`);
  }
});

test("a filter answers to the keyboard as a button does", async ({ journal }) => {
  await journal.open();
  await journal.toolbar.filter("Пропущенные").focus();
  await journal.page.keyboard.press("Space");
  await journal.expectEvery("missed", isMissed);
  await expect(journal.toolbar.filter("Пропущенные")).toHaveAttribute("aria-pressed", "true");
  await journal.page.keyboard.press("Enter");
  await expect(journal.toolbar.filter("Пропущенные")).toHaveAttribute("aria-pressed", "false");
  await expect(journal.chips).toHaveCount(0);
});

test("a menu closes on Esc, on a press elsewhere, and when the focus leaves", async ({ journal, page }) => {
  await journal.open();
  const menu = journal.toolbar.more;
  await menu.open();
  await menu.closeByEscape();
  await expect(menu.button).toBeFocused();

  await menu.open();
  await journal.grid.getByRole("columnheader", { name: "Клиент" }).click();
  await expect(menu.content).toBeHidden();

  await menu.open();
  await journal.search.box.focus();
  await expect(menu.content).toBeHidden();

  await menu.button.focus();
  await page.keyboard.press("Enter");
  await expect(menu.content).toBeVisible();
});

test("a filter that lets nothing through says so, and offers the way out", READABLE, async ({ journal, page }) => {
  await journal.open("q=нетакогоклиента&period=today");
  await expect(page.getByRole("heading", { name: "Звонков не найдено" })).toBeVisible();
  await expect(page.getByText("Нет звонков, которые прошли бы сразу все отборы: Сегодня, поиск «нетакогоклиента».")).toBeVisible();
  await page.getByRole("link", { name: "Убрать: Сегодня" }).click();
  await expect(page).toHaveURL(/\?q=/);
  await expect(page.getByText("Нет звонков, которые прошли бы отбор: поиск «нетакогоклиента».")).toBeVisible();
  await page.getByRole("link", { name: "Сбросить отборы" }).click();
  await expect(journal.calls.first()).toBeVisible();
  await expect(page).toHaveURL("/");
});
