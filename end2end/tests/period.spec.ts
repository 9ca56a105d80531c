// The period: usual ones by name, any other by calendar or by hand. Today is Wednesday, 14 October 2026.
import { expect, READABLE, test } from "./fixtures.js";

const PRESETS = [
  ["Сегодня", "2026-10-14", "2026-10-14"],
  ["Вчера", "2026-10-13", "2026-10-13"],
  ["7 дней", "2026-10-08", "2026-10-14"],
  ["30 дней", "2026-09-15", "2026-10-14"],
  ["Этот месяц", "2026-10-01", "2026-10-14"],
  ["Прошлый месяц", "2026-09-01", "2026-09-30"],
] as const;

test("the usual periods have names", READABLE, async ({ journal }) => {
  await journal.open();
  for (const [name, first, last] of PRESETS) {
    await journal.toolbar.period.choose(name);
    await journal.expectEvery(`of ${name}`, ({ started }) => started.slice(0, 10) >= first && started.slice(0, 10) <= last);
    // Rows of the period before may pass for those of this one, until they are replaced.
    await expect.poll(async () => (await journal.table())[0]?.started).toContain(last);
    await expect(journal.chips).toHaveText([name]);
    await expect(journal.toolbar.period.button).toHaveText(name);
  }
});

test("two presses in the calendar choose a stretch of days", async ({ journal, page }) => {
  const { period } = journal.toolbar;
  await journal.open();
  await period.open();
  await period.day(9, "Октябрь 2026").click();
  await period.day(28, "Сентябрь 2026").click();
  await expect(period.first).toHaveValue("2026-09-28");
  await expect(period.last).toHaveValue("2026-10-09");
  await period.show();
  await expect(page).toHaveURL(/\?from=2026-09-28&to=2026-10-09$/);
  await expect(journal.chips).toHaveText(["28.09.2026 – 09.10.2026"]);
  await expect(period.content).toBeHidden();
  await journal.expectEvery("of those days", ({ started }) => started >= "2026-09-28" && started < "2026-10-10");
});

test("the calendar shows what is chosen, and days to come cannot be chosen", async ({ journal }) => {
  const { period } = journal.toolbar;
  await journal.open("from=2026-10-05&to=2026-10-07");
  await period.open();
  await expect(period.day(5, "Октябрь 2026")).toHaveAttribute("aria-pressed", "true");
  await expect(period.day(7, "Октябрь 2026")).toHaveAttribute("aria-pressed", "true");
  await expect(period.day(8, "Октябрь 2026")).toHaveAttribute("aria-pressed", "false");
  await expect(period.day(14, "Октябрь 2026")).toBeEnabled();
  await expect(period.day(15, "Октябрь 2026")).toBeDisabled();
  await expect(period.content.getByRole("button", { name: "Следующий месяц" })).toBeDisabled();
});

test("the calendar turns to earlier months", async ({ journal }) => {
  const { period } = journal.toolbar;
  await journal.open();
  await period.open();
  await period.content.getByRole("button", { name: "Предыдущий месяц" }).click();
  await expect(period.content.getByRole("table")).toHaveCount(2);
  await expect(period.content.getByRole("table", { name: "Август 2026" })).toBeVisible();
  await period.content.getByRole("button", { name: "Следующий месяц" }).click();
  await expect(period.content.getByRole("table", { name: "Октябрь 2026" })).toBeVisible();
});

test("the calendar answers to the arrow keys", async ({ journal, page }) => {
  const { period } = journal.toolbar;
  await journal.open();
  await period.open();
  await period.day(14, "Октябрь 2026").focus();
  await page.keyboard.press("ArrowRight");
  await expect(period.day(14, "Октябрь 2026")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(period.day(7, "Октябрь 2026")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(period.day(6, "Октябрь 2026")).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("PageUp");
  await expect(period.day(6, "Сентябрь 2026")).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  await expect(period.day(14, "Сентябрь 2026")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(period.first).toHaveValue("2026-09-14");
  await expect(period.last).toHaveValue("2026-10-06");
  await period.last.press("Enter");
  await expect(journal.chips).toHaveText(["14.09.2026 – 06.10.2026"]);
});

test("days can be typed", READABLE, async ({ journal, page }) => {
  const { period } = journal.toolbar;
  await journal.open("lost=1");
  await period.open();
  await period.first.fill("2026-10-10");
  await period.last.fill("2026-10-12");
  await period.show();
  await journal.expectEvery("lost on those days", ({ started, status }) => status === "Потерян" && started >= "2026-10-10" && started < "2026-10-13");
  const parameters = new URL(page.url()).searchParams;
  expect([parameters.get("from"), parameters.get("to"), parameters.get("lost")]).toEqual(["2026-10-10", "2026-10-12", "1"]);
});

test("«Сбросить» shows all days again and keeps the other filters", READABLE, async ({ journal }) => {
  await journal.open("period=today&missed=1");
  await journal.toolbar.period.open();
  await journal.toolbar.period.content.getByRole("link", { name: "Сбросить" }).click();
  await expect(journal.chips).toHaveText(["Пропущенные"]);
  await expect(journal.toolbar.period.button).toHaveText("Период");
});

test("the period answers to the keyboard alone", async ({ journal, page }) => {
  const { period } = journal.toolbar;
  await journal.open();
  await period.button.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(period.content.getByRole("link", { name: "Сегодня" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(journal.chips).toHaveText(["Вчера"]);
  await expect(period.content).toBeHidden();
});
