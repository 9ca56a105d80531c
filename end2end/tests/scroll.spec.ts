// Scrolling without end, and the way back to where one was.
import type { Journal } from "../pages/journal.js";
import { expect, READABLE, test } from "./fixtures.js";

async function scrollUntil(journal: Journal, rows: number) {
  await expect(async () => {
    await journal.scrollToEnd();
    expect(await journal.calls.count()).toBeGreaterThanOrEqual(rows);
  }).toPass();
}

test("further calls come before the end is reached, in order and none twice", async ({ journal }) => {
  await journal.open();
  await scrollUntil(journal, 250);
  const table = await journal.table();
  expect(new Set(table.map(({ id }) => id)).size).toBe(table.length);
  const started = table.map((call) => call.started);
  expect(started).toEqual([...started].sort().reverse());
});

test("scrolling to the end of a filter shows exactly as many calls as its count says", async ({ journal }) => {
  await journal.open("from=2026-10-12&to=2026-10-12");
  const count = parseInt(await journal.count.innerText());
  expect(count).toBeGreaterThan(100);
  await scrollUntil(journal, count);
  await journal.scrollToEnd();
  await expect(journal.calls).toHaveCount(count);
  expect(new Set(await journal.ids()).size).toBe(count);
  await expect(journal.page.getByRole("link", { name: "Показать ещё" })).toHaveCount(0);
});

test("a reload comes back to the same place", async ({ journal }) => {
  await journal.open();
  await scrollUntil(journal, 150);
  const row = await journal.row(120).customer.innerText();
  await journal.row(120).row.scrollIntoViewIfNeeded();
  const place = await journal.scrolled();
  await journal.reload();
  await expect.poll(() => journal.scrolled()).toBe(place);
  await expect(journal.row(120).row).toBeInViewport();
  await expect(journal.row(120).customer).toHaveText(row);
});

test("Back comes to the same place of the list before", async ({ journal, page }) => {
  await journal.open();
  await scrollUntil(journal, 150);
  await journal.row(110).row.scrollIntoViewIfNeeded();
  const place = await journal.scrolled();
  const ids = (await journal.ids()).slice(0, 110);
  await journal.toolbar.switch("Пропущенные");
  await journal.expectEvery("missed", (call) => ["Нет ответа", "Потерян"].includes(call.status));
  await expect.poll(() => journal.scrolled()).toBe(0);
  await page.goBack();
  await expect.poll(() => journal.scrolled()).toBe(place);
  expect((await journal.ids()).slice(0, 110)).toEqual(ids);
});

test("selecting a call does not move the list", async ({ journal }) => {
  await journal.open();
  await scrollUntil(journal, 100);
  await journal.row(60).row.scrollIntoViewIfNeeded();
  const place = await journal.scrolled();
  await journal.row(60).open();
  await expect(journal.panel.details).toBeVisible();
  expect(await journal.scrolled()).toBe(place);
});

test("when further calls do not come, the end of the list says so and tries again", async ({ journal, page, troubles }) => {
  troubles.expect(/Failed to load resource/);
  await journal.open();
  await page.route("**/api/calls*", (route) => route.abort("connectionrefused"));
  await expect(async () => {
    await journal.scrollToEnd();
    await expect(page.getByRole("alert").filter({ hasText: "Нет связи с сервером" })).toBeVisible({ timeout: 500 });
  }).toPass();
  const before = await journal.calls.count();
  await page.unroute("**/api/calls*");
  await page.getByRole("link", { name: "Повторить" }).click();
  await expect.poll(() => journal.calls.count()).toBeGreaterThan(before);
});

test("a link to a call far down selects it and shows its details", READABLE, async ({ journal }) => {
  await journal.open("from=2026-10-12&to=2026-10-12");
  const call = (await journal.table())[45];
  await journal.open(`from=2026-10-12&to=2026-10-12&call=${call.id}`);
  await expect(journal.rowOf(call).row).toHaveAttribute("aria-selected", "true");
  await expect(journal.panel.fact("Продолжительность")).toBeVisible();
});

test("the selected row of a link is in view", async ({ journal }) => {
  await journal.open("from=2026-10-12&to=2026-10-12");
  const call = (await journal.table())[45];
  await journal.open(`from=2026-10-12&to=2026-10-12&call=${call.id}`);
  await expect(journal.rowOf(call).row).toBeInViewport();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("«Показать ещё» leads page by page through all calls of a day, and back", async ({ journal, page }) => {
    await journal.open("from=2026-10-12&to=2026-10-12");
    const count = parseInt(await journal.count.innerText());
    const more = page.getByRole("link", { name: "Показать ещё" });
    const ids = await journal.ids();
    while (await more.count()) {
      await more.click();
      ids.push(...(await journal.ids()));
    }
    expect(ids.length).toBe(count);
    expect(new Set(ids).size).toBe(count);
    await page.getByRole("link", { name: "К последним звонкам" }).click();
    await expect(page).toHaveURL("/?from=2026-10-12&to=2026-10-12");
  });
});
