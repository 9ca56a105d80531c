// Every open browser sees calls as they happen. The journal of these tests is one that other programs post calls to.
import { expect } from "./fixtures.js";
import { noise } from "../pages/telephony.js";
import { look, test } from "./telephony.js";

test("a call rings, is answered and ends in its row, without a reload", async ({ journal, telephony }) => {
  await journal.open(telephony.filter);
  await expect(journal.connected).toBeVisible();
  const call = await telephony.incoming().ring();
  await expect(journal.row(0).cell("Статус")).toHaveText("Звонит");
  await expect(journal.calls).toHaveCount(1);
  await call.answer();
  await expect(journal.row(0).cell("Статус")).toHaveText("Разговор");
  await expect(journal.row(0).cell("Сотрудник")).toHaveText("Котова Алина");
  await call.end(65);
  await expect(journal.row(0).cell("Статус")).toHaveText("Принят");
  await expect(journal.row(0).cell("Разговор")).toHaveText("0:01:05");
  await expect(journal.calls).toHaveCount(1);
});

test("the clock of a conversation runs", async ({ journal, telephony }) => {
  await journal.open(telephony.filter);
  await expect(journal.connected).toBeVisible();
  await (await telephony.incoming("201", 3600).ring()).answer(10);
  const clock = journal.row(0).cell("Разговор");
  await expect(clock).toHaveText(/^0:59:5\d$/);
  const first = await clock.innerText();
  await expect(clock).not.toHaveText(first);
});

test("what another browser shows is what a reload shows", async ({ journal, colleague, telephony }) => {
  await journal.open(telephony.filter);
  await colleague.open(telephony.filter);
  await expect(colleague.connected).toBeVisible();
  for (const seconds of [300, 200, 100]) await (await telephony.incoming("202", seconds).ring()).end(20);
  await (await telephony.outgoing("202", 30).answer(5)).end(25);
  await expect(journal.calls).toHaveCount(4);
  await expect(journal.row(0).cell("Статус")).toHaveText("Дозвонились");
  const live = await journal.table();
  await journal.reload();
  expect(await journal.table()).toEqual(live);
});

test("a missed call comes into «Пропущенные» when it is missed, and needs nobody any more when somebody called back", async ({ journal, telephony }) => {
  await journal.open(`missed=1&${telephony.filter}`);
  await expect(journal.connected).toBeVisible();
  const call = await telephony.incoming("201", 60).ring();
  await expect(journal.calls).toHaveCount(0);
  await call.end(30);
  await expect(journal.row(0).attention).toBeVisible();
  await expect(journal.count).toHaveText("1 звонок");
  await (await telephony.outgoing("202", 10).answer(2)).end(9);
  await expect(journal.row(0).attention).toBeHidden();
  await expect(journal.calls).toHaveCount(1);
});

test("the panel of a selected call follows it", async ({ journal, telephony }) => {
  const call = await (await telephony.incoming("201", 20).ring()).answer(5);
  await journal.open(telephony.filter);
  await expect(journal.connected).toBeVisible();
  await journal.row(0).open();
  await expect(journal.panel.fact("Завершен")).toHaveText("—");
  await journal.panel.comment.type("недописано");
  await call.end(15);
  await expect(journal.panel.fact("Завершен")).not.toHaveText("—");
  await expect(journal.panel.comment.field).toHaveValue("недописано");
});

test("what sounds goes on when another part of its call comes", async ({ journal, telephony }) => {
  const call = await (await telephony.incoming("201", 120).answer()).end(60);
  await call.record("first.wav", noise(30), 0);
  await journal.open(telephony.filter);
  await journal.row(0).open();
  const { player } = journal.panel;
  await player.play.click();
  await expect.poll(() => player.position()).toBeGreaterThan(0.5);
  await call.record("second.wav", noise(5), 40);
  await expect(player.title("(1 / 2)")).toBeVisible();
  await expect(player.pause).toBeVisible();
  const { time, source } = await player.sound();
  expect(time).toBeGreaterThan(0.5);
  await expect.poll(async () => (await player.sound()).time).toBeGreaterThan(time);
  await player.part(2).click();
  await expect.poll(async () => (await player.sound()).source).not.toBe(source);
  await expect(player.pause).toBeVisible();
});

test("a colleague's comment appears in the row and in the panel", async ({ journal, colleague, telephony }) => {
  await (await telephony.incoming("201", 20).ring()).end(15);
  await journal.open(telephony.filter);
  await colleague.open(telephony.filter);
  await expect(journal.connected).toBeVisible();
  await journal.row(0).open();
  await colleague.row(0).open();
  await colleague.panel.comment.type("перезвонит сам");
  await colleague.panel.comment.saveByKeys();
  await expect(journal.row(0).comment).toBeVisible();
  await expect(journal.panel.comment.field).toHaveValue("перезвонит сам");
});

test("what was written down of a call finds it at once, and what it no longer says does not", async ({ journal, telephony }) => {
  await (await telephony.incoming("201", 20).ring()).end(15);
  await (await telephony.incoming("202", 10).ring()).end(5);
  await journal.open(telephony.filter);
  await journal.row(1).open();
  await journal.panel.comment.type("Спросил про ЗИЗИФУС");
  await journal.panel.comment.saveByKeys();
  await expect(journal.row(1).comment).toBeVisible();
  await journal.search.type("зизифус");
  await expect(journal.calls).toHaveCount(1);
  await expect(journal.row(0).comment).toBeVisible();
  await journal.panel.comment.type("Дозвонился");
  await journal.panel.comment.saveByKeys();
  await expect(journal.calls).toHaveCount(0);
  await journal.search.clear();
  await expect(journal.calls).toHaveCount(2);
  await journal.search.type("зизифус");
  await expect(journal.calls).toHaveCount(0);
});

test("a suggestion says how many calls it leads to", async ({ journal, telephony }) => {
  for (const ago of [30, 20, 10]) await (await telephony.incoming("201", ago).ring()).end(5);
  await journal.open();
  await journal.search.type(telephony.number.slice(2));
  await expect(journal.search.suggestions.and(journal.page.getByRole("option", { name: /^Номер: .* 3 звонка$/ }))).toBeVisible();
});

test("rows do not move under somebody who has scrolled down: new calls wait behind a button", async ({ journal, telephony }) => {
  for (let seconds = 600; seconds > 0; seconds -= 15) await (await telephony.incoming("201", seconds).ring()).end(5);
  await journal.open(telephony.filter);
  await expect(journal.connected).toBeVisible();
  await journal.scrollToEnd();
  const before = await journal.ids();
  await telephony.incoming("202").ring();
  await expect(journal.newCalls).toHaveText("1 новый звонок");
  expect(await journal.ids()).toEqual(before);
  await journal.newCalls.click();
  await expect(journal.row(0).cell("Статус")).toHaveText("Звонит");
  await expect(journal.newCalls).toBeHidden();
  expect(await journal.scrolled()).toBe(0);
});

test("a lost connection is said, and nothing is missing when it is back", async ({ journal, page, telephony, troubles }) => {
  troubles.expect(/Failed to load resource|net::ERR/);
  await page.route("**/live?*", (route) => route.abort());
  await journal.open(telephony.filter);
  await expect(page.getByRole("alert").filter({ hasText: "Нет связи с сервером" })).toBeVisible();
  await (await telephony.incoming("201", 20).ring()).end(10);
  await expect(journal.calls).toHaveCount(0);
  await page.unroute("**/live?*");
  await page.getByRole("button", { name: "Повторить сейчас" }).click();
  await expect(journal.row(0).cell("Статус")).toHaveText("Нет ответа");
  await expect(journal.connected).toBeVisible();
});

test("the tab's title counts missed calls while nobody looks", async ({ journal, page, telephony }) => {
  await journal.open(telephony.filter);
  await expect(journal.connected).toBeVisible();
  await look(page, true);
  const call = await (await telephony.incoming("201", 40).ring()).end(30);
  await expect(page).toHaveTitle(/^\(1\) /);
  await call.end(31);
  await expect(journal.row(0).cell("Статус")).toHaveText("Нет ответа");
  await expect(page).toHaveTitle(/^\(1\) /);
  await look(page, false);
  await expect(page).toHaveTitle("Журнал звонков");
});

test("whoever reads the route reads on while the call goes on", async ({ journal, telephony }) => {
  const call = await (await telephony.incoming("201", 40).ring()).answer(5);
  await journal.open(telephony.filter);
  await expect(journal.connected).toBeVisible();
  await journal.row(0).open();
  await journal.panel.openRoute();
  await call.end(35);
  await expect(journal.row(0).cell("Статус")).toHaveText("Принят");
  await expect(journal.panel.route.dialog).toBeVisible();
  await expect(journal.panel.route.legs).toHaveCount(1);
});

test("who wants it is notified of a missed call while another tab is looked at, and a press shows the call", async ({ journal, page, telephony }) => {
  await page.addInitScript(() => {
    const shown: { title: string; options?: NotificationOptions; onclick?: () => void; close(): void }[] = [];
    class Told {
      static permission = "default";
      static async requestPermission() {
        return (Told.permission = "granted");
      }
      onclick?: () => void;
      constructor(readonly title: string, readonly options?: NotificationOptions) {
        shown.push(this);
      }
      close() {}
    }
    Object.assign(window, { Notification: Told, shown });
  });
  await journal.open(telephony.filter);
  await expect(journal.connected).toBeVisible();
  await journal.account.open();
  const notifications = journal.account.content.getByRole("group", { name: "Уведомлять о пропущенных" });
  await notifications.getByRole("button", { name: "Да", exact: true }).click();
  await expect(notifications.getByRole("button", { name: "Да", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Escape");
  await look(page, true);
  await (await telephony.incoming("201", 40).ring()).end(30);
  const shown = () => page.evaluate(() => (window as unknown as { shown: { title: string; options: NotificationOptions }[] }).shown.map(({ title, options }) => [title, options.body]));
  const national = telephony.number.replace(/^\+7(\d{3})(\d{3})(\d\d)(\d\d)$/, "+7 ($1) $2-$3-$4");
  await expect.poll(shown).toEqual([[`Пропущенный: ${national}`, "Котова Алина"]]);
  await page.evaluate(() => (window as unknown as { shown: { onclick(): void }[] }).shown[0].onclick());
  await expect(journal.panel.details).toBeVisible();
  await expect(journal.selected.row).toHaveCount(1);
});

test("the page of the sources says how each is doing", async ({ page, telephony }) => {
  await telephony.incoming().ring();
  await page.goto("/sources");
  await expect(page.getByRole("heading", { name: "Источники звонков" })).toBeVisible();
  await expect(page.getByRole("row", { name: /telephony.*На связи/ })).toBeVisible();
});

test("who has no key posts nothing", async ({ request }) => {
  for (const headers of [{}, { Authorization: "Bearer wrong" }, { Authorization: "Basic eDp5" }]) {
    const response = await request.post("/api/v1/calls", { headers, data: {} });
    expect(response.status()).toBe(401);
  }
});
