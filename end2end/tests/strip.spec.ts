// The strip of days above the table.
import { expect, expectAccessible, test } from "./fixtures.js";

test("days tell their calls, and drawing over them chooses the period", async ({ journal, page }) => {
  await journal.open();
  const days = journal.strip.getByRole("img");
  await expect(days).toHaveCount(60);
  await expect(days.last()).toHaveAccessibleName(/^Среда, 14\.10\.2026: \d+ звон/);
  const [from, to] = [await days.nth(50).boundingBox(), await days.nth(54).boundingBox()];
  await page.mouse.move(to!.x + 2, to!.y + 10);
  await page.mouse.down();
  await page.mouse.move(from!.x + 2, from!.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=2026-10-05&to=2026-10-09/);
  await expect(journal.chips).toHaveText(["05.10.2026 – 09.10.2026"]);
  await expect(journal.strip.locator("[aria-current]")).toHaveCount(5);
  await expectAccessible(page);
});

test("a day's number is that of its rows", async ({ journal }) => {
  await journal.open("missed=1");
  const day = journal.strip.getByRole("img", { name: /12\.10\.2026/ });
  const calls = Number(/: (\d+) /.exec((await day.getAttribute("aria-label"))!)![1]);
  await day.click();
  await expect.poll(() => journal.total()).toBe(calls);
  await expect(journal.chips).toHaveText(["12.10.2026", "Пропущенные"]);
  // Once more: all days again.
  await day.click();
  await expect(journal.chips).toHaveText(["Пропущенные"]);
});

test("the keyboard alone chooses days", async ({ journal, page }) => {
  await journal.open();
  // The days come after the strip; keys have nothing to choose before.
  await expect(journal.strip.getByRole("img")).toHaveCount(60);
  await journal.strip.focus();
  await page.keyboard.press("ArrowLeft");
  for (let days = 0; days < 2; days++) await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(journal.chips).toHaveText(["11.10.2026 – 13.10.2026"]);
  await expect(journal.strip).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "11.10.2026: " })).toBeAttached();
});

test("a total above a thousand becomes exact", async ({ journal }) => {
  await journal.open("period=30d");
  await expect(journal.count).toHaveText(/^\d{4,} звон/);
});
