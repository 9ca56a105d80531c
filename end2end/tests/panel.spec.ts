// The panel beside the table: details of a call, why it shows what it shows, its route.
import type { Journal } from "../pages/journal.js";
import { expect, NOW, READABLE, test } from "./fixtures.js";

test("nothing is selected at first, and the panel says what it is for", READABLE, async ({ journal }) => {
  await journal.open();
  await expect(journal.panel.panel.getByText("Выберите звонок в журнале: здесь появятся его записи, сведения и комментарий.")).toBeVisible();
});

test("details of an answered call: who, number, times, line", READABLE, async ({ journal }) => {
  await journal.open("in=1&period=today");
  const call = await journal.find("an answered customer's", ({ customer, status, employees }) => status === "Принят" && /^(ООО|ИП|ТСЖ)/.test(customer) && !employees.includes(","));
  await journal.row(call.customer).row.getByRole("link").click();
  const { panel } = journal;
  await expect(panel.details).toBeVisible();
  await expect(panel.fact("Клиент")).toHaveText(call.customer);
  await expect(panel.fact("Телефон")).toHaveText(/^\+\d[\d ()-]+/);
  await expect(panel.fact("Сотрудник")).toHaveText(/^\S+ \S+ \(\d+\)$/);
  await expect(panel.fact("Принят")).toHaveText(/^\d\d:\d\d:\d\d$/);
  await expect(panel.fact("Завершен")).toHaveText(/^\d\d:\d\d:\d\d$/);
  await expect(panel.fact("Продолжительность")).toHaveText(/^\d:\d\d:\d\d$/);
  await expect(panel.fact("Линия")).not.toBeEmpty();
  await expect(panel.fact("Идентификатор")).toContainText(/\d/);
});

test("the number is a link that dials", READABLE, async ({ journal }) => {
  await journal.open("out=1&period=today");
  await journal.row(0).row.getByRole("link").click();
  const shown = await journal.panel.fact("Телефон").innerText();
  await expect(journal.panel.callBack.first()).toHaveAttribute("href", `tel:+${shown.replace(/\D/g, "")}`);
});

test("a lost call says until when nobody talked", READABLE, async ({ journal }) => {
  await journal.open("lost=1&from=2026-10-12&to=2026-10-12");
  await journal.row(0).row.getByRole("link").click();
  await expect(journal.panel.panel.getByText("До 24:00 12.10 никто не поговорил с этим номером.")).toBeVisible();
  await expect(journal.panel.fact("Клиент")).toHaveText("Не зарегистрирован");
  await expect(journal.panel.callBack.first()).toBeVisible();
});

test("a missed call that can still be answered says how long there is time", async ({ journal, page }) => {
  await page.clock.setFixedTime(NOW);
  await journal.open("missed=1&period=today");
  const call = await journal.find("open", ({ mark, customer }) => mark === "Нужно перезвонить" && customer.startsWith("+7"));
  await journal.rowOf(call).open();
  const { panel } = journal.panel;
  await expect(panel.getByText("Нет ответа — нужно перезвонить")).toBeVisible();
  await expect(panel.getByText("Ещё никто не поговорил с этим номером.")).toBeVisible();
  await expect(panel.getByText("Осталось 6 ч 25 мин — до 24:00, затем звонок станет потерянным.")).toBeVisible();
});

test("a missed call that was called back links to the call that decided", async ({ journal }) => {
  await journal.open("missed=1");
  const missed = await openUntil(journal, "Перезвонили в ");
  const time = (await journal.panel.decidedBy.innerText()).match(/\d\d:\d\d$/)![0];
  await expect(journal.panel.panel.getByText("Нет ответа — перезванивать не нужно")).toBeVisible();
  await journal.panel.decidedBy.click();
  await expect(journal.page).not.toHaveURL(new RegExp(`call=${missed.id}$`));
  await expect(journal.panel.panel.getByText(new RegExp(`^исходящий · .*\\d\\d:\\d\\d$`))).toBeVisible();
  await expect(journal.panel.fact("Принят")).toContainText(time);
});

test("a missed caller who called again and was answered needs no call back", async ({ journal }) => {
  await journal.open("missed=1");
  await openUntil(journal, "Позвонили ещё раз в ");
  await journal.panel.decidedBy.click();
  await expect(journal.panel.panel.getByText(/^входящий · /)).toBeVisible();
});

/** Goes down the rows without «!» until the panel says this. */
async function openUntil(journal: Journal, words: string) {
  const settled = (await journal.table()).filter((call) => call.mark === "" && call.customer !== "Скрытый номер");
  for (const call of settled) {
    await journal.rowOf(call).open();
    await expect(journal.panel.fact("Завершен")).toContainText(/:/);
    await expect(journal.panel.decidedBy).toBeVisible();
    if ((await journal.panel.decidedBy.innerText()).startsWith(words)) return call;
  }
  throw new Error(`No missed call says «${words}».`);
}

test("an outgoing call that did not get through says why", READABLE, async ({ journal }) => {
  await journal.open("out=1&period=yesterday");
  const call = await journal.find("cancelled", ({ status }) => status === "Отменен");
  await journal.rowOf(call).row.getByRole("link").click();
  await expect(journal.panel.panel.getByText(/Занято, или звонок отклонён|Трубку не взяли|Сотрудник положил трубку|Сбой связи или неверный номер/)).toBeVisible();
});

test("a first contact says that nobody talked with this number before", READABLE, async ({ journal }) => {
  await journal.open("first=1");
  await journal.row(0).row.getByRole("link").click();
  await expect(journal.panel.panel.getByText("Раньше с этим номером никто не разговаривал.")).toBeVisible();
});

test("a withheld number cannot be called back", READABLE, async ({ journal }) => {
  await journal.open();
  const call = await journal.find("withheld", ({ customer }) => customer === "Скрытый номер");
  await journal.rowOf(call).row.getByRole("link").click();
  await expect(journal.panel.fact("Телефон")).toHaveText("Скрытый номер");
  await expect(journal.panel.callBack).toHaveCount(0);
});

test("the route shows every part of the call, under who transferred it to whom", async ({ journal, page }) => {
  await journal.open("period=today");
  const call = await journal.find("transferred", ({ employees }) => employees.includes(", "));
  await journal.rowOf(call).open();
  await journal.panel.openRoute();
  const { route } = journal.panel;
  await expect(route.dialog.getByText(call.customer).first()).toBeVisible();
  expect(await route.legs.count()).toBeGreaterThanOrEqual(2);
  await expect(route.fact("Переводы")).toHaveText(String(await route.transfers.count()));
  await expect(route.fact("Разговор")).toHaveText(call.talk);
  for (const employee of call.employees.split(", ")) await expect(route.dialog.getByRole("cell", { name: employee }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(route.dialog).toBeHidden();
  await expect(journal.rowOf(call).row).toHaveAttribute("aria-selected", "true");
  await expect(journal.panel.panel.getByRole("button", { name: "Детализация звонка" })).toBeFocused();
});

test("talk times of the route add up to the call's", async ({ journal }) => {
  const seconds = (text: string) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  await journal.open("in=1&period=today");
  const call = await journal.find("of one employee", ({ employees, status }) => status === "Принят" && !employees.includes(","));
  await journal.rowOf(call).open();
  await journal.panel.openRoute();
  const talks = await journal.panel.route.legs.getByRole("cell", { name: /^\d:\d\d:\d\d$/ }).allInnerTexts();
  const sum = talks.map(seconds).reduce((sum, talk) => sum + talk, 0);
  expect(Math.abs(sum - seconds(call.talk))).toBeLessThanOrEqual(1);
});

test("the route closes by its buttons and by a press beside it, and can be copied", async ({ journal, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await journal.open("period=today");
  await journal.row(", ").open();
  const { route } = journal.panel;
  for (const close of [route.dialog.getByRole("button", { name: "Закрыть" }).first(), route.dialog.getByRole("button", { name: "Закрыть" }).last()]) {
    await journal.panel.openRoute();
    await close.click();
    await expect(route.dialog).toBeHidden();
  }
  await journal.panel.openRoute();
  await route.dialog.getByRole("button", { name: "Скопировать текстом" }).click();
  await expect(route.dialog.getByRole("status")).toHaveText("Скопировано");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("перевёл(а) звонок на");
  await page.mouse.click(5, 5);
  await expect(route.dialog).toBeHidden();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the route stands in the panel, and the browser's own player plays the recordings", async ({ journal, page }) => {
    await journal.open("period=today");
    const call = await journal.find("transferred", ({ employees }) => employees.includes(", "));
    await journal.rowOf(call).row.getByRole("link").click();
    await expect(journal.panel.panel.getByRole("heading", { name: "Детализация звонка" })).toBeVisible();
    await expect(journal.panel.panel.getByRole("row", { name: / перевёл\(а\) звонок на / }).first()).toBeVisible();
    const sounds = page.locator("audio[controls]");
    await expect(sounds).toHaveCount(2);
    await expect(sounds.first()).toBeVisible();
    const answer = await page.request.get((await sounds.first().getAttribute("src"))!);
    expect(answer.headers()["content-type"]).toMatch(/^audio\//);
  });

  test("the comment can be read", async ({ journal }) => {
    await journal.open("from=2026-09-01&to=2026-10-12");
    const commented = await journal.find("commented", (call) => call.commented);
    await journal.rowOf(commented).row.getByRole("link").click();
    await expect(journal.panel.comment.field).not.toHaveValue("");
    await expect(journal.panel.comment.field).not.toBeEditable();
  });
});

test("number and identifier can be copied", async ({ journal, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await journal.open("out=1");
  await journal.row("+7 (900)").open();
  const shown = await journal.panel.fact("Телефон").innerText();
  await journal.panel.panel.getByRole("button", { name: "Скопировать номер" }).click();
  await expect(journal.panel.panel.getByRole("button", { name: "Скопировано" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`+${shown.replace(/\D/g, "")}`);
});

test("the panel folds to a strip, stays folded after a reload, and unfolds", async ({ journal }) => {
  await journal.open();
  await journal.row(0).open();
  const { panel } = journal.panel;
  await panel.getByRole("button", { name: "Свернуть панель" }).click();
  await expect(journal.panel.details).toBeHidden();
  await expect(panel.getByRole("button", { name: "Развернуть панель" })).toBeFocused();
  await journal.reload();
  await expect(journal.panel.details).toBeHidden();
  await panel.getByRole("button", { name: "Развернуть панель" }).click();
  await expect(journal.panel.details).toBeVisible();
});

test("Esc goes from the panel to the row, and from there takes the selection away", async ({ journal, page }) => {
  await journal.open();
  await journal.row(2).open();
  await journal.panel.panel.getByRole("button", { name: "Детализация звонка" }).focus();
  await page.keyboard.press("Escape");
  await expect(journal.row(2).row).toBeFocused();
  await expect(journal.row(2).row).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  await expect(journal.selected.row).toHaveCount(0);
});

test("an unpinned panel goes away when no call is selected", async ({ journal, page }) => {
  await journal.open();
  await journal.row(0).open();
  await journal.panel.panel.getByRole("button", { name: "Закрепить панель" }).click();
  await expect(journal.panel.details).toBeVisible();
  await journal.row(0).open();
  await page.keyboard.press("Escape");
  await expect(journal.panel.details).toBeHidden();
  await expect(journal.panel.panel.getByText("Выберите звонок в журнале")).toBeHidden();
  await journal.row(1).open();
  await expect(journal.panel.details).toBeVisible();
});

test("when the details do not come, the panel says so and tries again", async ({ journal, page, troubles }) => {
  troubles.expect(/Failed to load resource/);
  await journal.open();
  await page.route("**/api/call*", (route) => route.abort("connectionrefused"));
  await journal.row(0).open();
  await expect(journal.panel.panel.getByRole("alert").filter({ hasText: "Нет связи с сервером" })).toBeVisible();
  await page.unroute("**/api/call*");
  await journal.panel.panel.getByRole("button", { name: "Повторить" }).click();
  await expect(journal.panel.details).toBeVisible();
});

test("an administrator says that a call must be kept", async ({ journal, page }) => {
  await journal.open("period=yesterday&missed=1");
  await journal.row(3).row.getByRole("link").click();
  const hold = page.getByRole("button", { name: "Хранить всегда" });
  await expect(hold).toHaveAttribute("aria-pressed", "false");
  await hold.click();
  const held = page.getByRole("button", { name: "Хранится всегда" });
  await expect(held).toHaveAttribute("aria-pressed", "true");
  await journal.reload();
  await held.click();
  await expect(hold).toHaveAttribute("aria-pressed", "false");
});
