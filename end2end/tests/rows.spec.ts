// Rows by keyboard and by mouse.
import { expect, test } from "./fixtures.js";

test("an arrow starts at the first row; ↑ ↓ Home End move along the rows", async ({ journal, page }) => {
  await journal.open("from=2026-10-10&to=2026-10-10");
  const last = (await journal.calls.count()) - 1;
  await page.keyboard.press("ArrowDown");
  await expect(journal.row(0).row).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(journal.row(2).row).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(journal.row(1).row).toBeFocused();
  await page.keyboard.press("End");
  await expect(journal.row(last).row).toBeFocused();
  await expect(journal.row(last).row).toBeInViewport();
  await page.keyboard.press("Home");
  await expect(journal.row(0).row).toBeFocused();
  await expect(journal.row(0).row).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("ArrowUp");
  await expect(journal.row(0).row).toBeFocused();
});

test("Enter opens the call, the arrows open the next ones, Esc closes", async ({ journal, page }) => {
  await journal.open();
  const [first, second] = await journal.table();
  await page.keyboard.press("ArrowDown");
  await expect(journal.selected.row).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/?call=${first.id}`);
  await expect(journal.rowOf(first).row).toHaveAttribute("aria-selected", "true");
  await expect(journal.panel.details).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page).toHaveURL(`/?call=${second.id}`);
  await expect(journal.rowOf(second).row).toHaveAttribute("aria-selected", "true");
  await expect(journal.rowOf(first).row).toHaveAttribute("aria-selected", "false");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/");
  await expect(journal.selected.row).toHaveCount(0);
  await expect(journal.rowOf(second).row).toBeFocused();
});

test("the rows are one stop of the Tab key", async ({ journal, page }) => {
  await journal.open();
  await journal.row(3).open();
  await expect(journal.row(3).row).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(journal.focused.row).toHaveCount(0);
  await page.keyboard.press("Shift+Tab");
  await expect(journal.row(3).row).toBeFocused();
});

test("the keyboard goes on past the loaded calls", async ({ journal, page }) => {
  await journal.open();
  const loaded = await journal.ids();
  await page.keyboard.press("ArrowDown");
  await expect(async () => {
    await page.keyboard.press("PageDown");
    const at = await journal.focused.row.getByRole("link").getAttribute("href", { timeout: 500 });
    expect(loaded).not.toContain(Number(/call=(\d+)/.exec(at!)![1]));
  }).toPass();
});

test("a press selects a row, another one the next", async ({ journal }) => {
  await journal.open();
  await journal.row(4).open();
  await expect(journal.row(4).row).toHaveAttribute("aria-selected", "true");
  await journal.row(7).open();
  await expect(journal.row(7).row).toHaveAttribute("aria-selected", "true");
  await expect(journal.selected.row).toHaveCount(1);
});

test("the row that the keyboard is on can be seen", async ({ journal, page }) => {
  await journal.open();
  await page.keyboard.press("ArrowDown");
  const focused = journal.row(0).row;
  await expect(focused).toBeFocused();
  const outline = await focused.evaluate((row) => getComputedStyle(row).outlineStyle + getComputedStyle(row).boxShadow);
  expect(outline).not.toBe("nonenone");
});

test("what is cut off in a row is told on hover", async ({ journal }) => {
  await journal.open();
  const { customer } = await journal.find("of a customer", (call) => /^(ООО|ИП|ТСЖ)/.test(call.customer));
  await expect(journal.row(customer).customer).toHaveAttribute("title", new RegExp(`^${customer}.* · [+\\d]`));
});

test("the middle button opens a call in a tab of its own", async ({ journal, page }) => {
  await journal.open("period=today");
  const opened = page.context().waitForEvent("page");
  await journal.row(1).row.getByRole("link").click({ button: "middle" });
  const tab = await opened;
  await expect(tab).toHaveURL(/\/\?period=today&call=\d+$/);
  await expect(page).toHaveURL("/?period=today");
});
