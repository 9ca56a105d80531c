// In which order calls stand, and a day that one goes to.
import { readFile } from "node:fs/promises";
import { expect, READABLE, test } from "./fixtures.js";

const seconds = (talk: string) => {
  const parts = talk.split(":").map(Number);
  return parts.some(Number.isNaN) ? 0 : parts.reduce((sum, part) => sum * 60 + part, 0);
};

test("the heads of columns order the rows, and turn the order round", READABLE, async ({ journal, page }) => {
  await journal.open("period=7d");
  const newest = await journal.table();
  const head = (name: string) => page.getByRole("columnheader", { name });
  await expect(head("Дата и время")).toHaveAttribute("aria-sort", "descending");

  await head("Разговор").getByRole("link").click();
  await expect(head("Разговор")).toHaveAttribute("aria-sort", "descending");
  await expect.poll(async () => {
    const talks = (await journal.table()).slice(0, 40).map((call) => seconds(call.talk));
    return talks[0]! > 0 && talks.every((talk, place) => place === 0 || talk <= talks[place - 1]!);
  }).toBe(true);
  await expect(page).toHaveURL(/sort=talk/);

  await head("Дата и время").getByRole("link").click();
  await expect.poll(async () => (await journal.table())[0]!.id).toBe(newest[0]!.id);
  await head("Дата и время").getByRole("link").click();
  await expect(head("Дата и время")).toHaveAttribute("aria-sort", "ascending");
  await expect.poll(async () => (await journal.table())[0]!.when).toMatch(/^08\.10\.2026|^Четверг/);
});

test("oldest first goes on to the newest, each call once", async ({ journal }) => {
  await journal.open("period=yesterday&in=1&sort=old");
  const all = await journal.total();
  for (let before = -1, now = 0; now !== before;) {
    before = now;
    await journal.calls.last().scrollIntoViewIfNeeded();
    await expect.poll(async () => (now = (await journal.table()).length) > before || now === all).toBe(true);
  }
  const ids = (await journal.table()).map((call) => call.id);
  expect(new Set(ids).size).toBe(all);
});

test("a day can be gone to without filtering the others out", async ({ journal, page }) => {
  await journal.open();
  await journal.menu.open();
  await page.getByLabel("Перейти к дате").fill("2026-10-08");
  await page.getByRole("button", { name: "Перейти", exact: true }).click();
  await expect(page).toHaveURL(/after=2026-10-08/);
  await expect.poll(async () => (await journal.table())[0]!.when).toMatch(/^Четверг/);
  await expect(journal.chips).toHaveCount(0);
  await page.getByRole("link", { name: "К последним звонкам" }).click();
  await expect.poll(async () => (await journal.table())[0]!.when).not.toMatch(/^Четверг/);
});

test("a line and a channel are chosen in the menu of filters, and their chips take them away", async ({ journal, page }) => {
  await journal.open();
  await journal.toolbar.more.open();
  await page.getByLabel("Канал").selectOption({ index: 1 });
  await expect(journal.chips).toHaveText([/^Канал: /]);
  await journal.expectEvery("channel", (call) => call.direction === "Входящий" || call.direction === "Пропущенный");
  await journal.calls.first().click();
  const chip = (await journal.chips.innerText()).replace("Канал: ", "").trim();
  await expect(page.getByRole("complementary").getByRole("link", { name: chip })).toBeVisible();
  await journal.toolbar.more.open();
  await page.getByLabel("Линия").selectOption({ index: 1 });
  await expect(journal.chips).toHaveCount(2);
  for (const left of [1, 0]) {
    await journal.chips.first().getByRole("button").click();
    await expect(journal.chips).toHaveCount(left);
  }
});

for (const [name, begins] of [["CSV", "\ufeffДата и время;"], ["Excel", "PK"]] as const) {
  test(`what is shown can be taken along as ${name}`, READABLE, async ({ journal, page }) => {
    await journal.open("period=yesterday&missed=1&in=1");
    await journal.menu.open();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^Звонки\.(csv|xlsx)$/);
    const text = await readFile(await file.path(), "utf8");
    expect(text.startsWith(begins)).toBe(true);
    if (name === "CSV") {
      expect(text.trimEnd().split("\n")).toHaveLength(await journal.total() + 1);
    }
  });
}
