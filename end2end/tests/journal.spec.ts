// What the table says of calls, to eyes and to screen readers. 14 October 2026 is a Wednesday; it is 17:35.
import { expect, READABLE, test } from "./fixtures.js";

test("the journal begins with today's latest calls and goes back in time", READABLE, async ({ journal }) => {
  await journal.open();
  const started = (await journal.table()).map((call) => call.started);
  expect(started.length).toBeGreaterThanOrEqual(25);
  expect(started).toEqual([...started].sort().reverse());
  expect(started[0]).toMatch(/^2026-10-14T17:[0-3]\d:\d\d$/);
});

test("a date is as short as it can be understood, in the company's time though the browser is in Vladivostok", READABLE, async ({ journal }) => {
  const days = [
    ["period=today", /^\d\d:\d\d$/],
    ["period=yesterday", /^Вчера, \d\d:\d\d$/],
    ["from=2026-10-12&to=2026-10-12", /^Понедельник, \d\d:\d\d$/],
    ["from=2026-10-08&to=2026-10-08", /^Четверг, \d\d:\d\d$/],
    ["from=2026-10-07&to=2026-10-07", /^07\.10\.2026, \d\d:\d\d$/],
  ] as const;
  for (const [day, form] of days) {
    await journal.open(day);
    for (const call of await journal.table()) expect(call.when).toMatch(form);
  }
  await journal.open("period=today");
  for (const call of await journal.table()) {
    expect(call.started).toContain(`2026-10-14T${call.when}`);
    expect(call.when <= "17:35").toBe(true);
  }
});

test("the columns have names", READABLE, async ({ journal }) => {
  await journal.open();
  await expect(journal.grid.getByRole("columnheader")).toHaveText(["Внимание", "Дата и время", "Клиент", "Сотрудник", "Статус", "Разговор"], { useInnerText: true });
});

test("status, direction and talk time of a call agree", READABLE, async ({ journal }) => {
  const says: Record<string, RegExp> = {
    "Входящий Принят": /^\d:\d\d:\d\d$/,
    "Исходящий Дозвонились": /^\d:\d\d:\d\d$/,
    "Пропущенный Нет ответа": /^--:--:--$/,
    "Пропущенный Потерян": /^--:--:--$/,
    "Исходящий, без разговора Отменен": /^--:--:--$/,
  };
  await journal.open("from=2026-10-13&to=2026-10-13");
  const seen = new Set<string>();
  const lost = "lost=1";
  for (const call of await journal.table()) seen.add(check(call));
  await journal.open(lost);
  for (const call of await journal.table()) seen.add(check(call));
  expect([...seen].sort()).toEqual(Object.keys(says).sort());

  function check({ direction, status, talk }: { direction: string; status: string; talk: string }) {
    const kind = `${direction} ${status}`;
    expect(Object.keys(says)).toContain(kind);
    expect(talk).toMatch(says[kind]);
    return kind;
  }
});

test("an internal call is told apart and has no indicator", READABLE, async ({ journal }) => {
  await journal.open("internal=1&period=today");
  const internal = (await journal.table()).filter((call) => call.direction.startsWith("Внутренний"));
  expect(internal.length).toBeGreaterThan(0);
  for (const call of internal) {
    expect(["Принят", "Нет ответа"]).toContain(call.status);
    expect(call.mark).toBe("");
  }
});

test("a screen reader hears who needs a call back, who called for the first time and what has a comment", READABLE, async ({ journal }) => {
  await journal.open("lost=1");
  await expect(journal.row(0).attention).toBeVisible();
  await journal.open("first=1");
  await expect(journal.row(0).firstContact).toBeVisible();
  expect((await journal.table()).every((call) => call.mark === "Первое обращение" && call.status === "Принят")).toBe(true);
  await journal.open("from=2026-09-01&to=2026-10-12");
  await expect(journal.calls.getByRole("img", { name: "Есть комментарий" }).first()).toBeVisible();
});

test("a missed call without an answer yet asks for a call back until somebody talks", READABLE, async ({ journal }) => {
  await journal.open("missed=1&period=today");
  const missed = await journal.table();
  expect(missed.every((call) => call.status === "Нет ответа")).toBe(true);
  expect(new Set(missed.map((call) => call.mark))).toEqual(new Set(["", "Нужно перезвонить"]));
});

test("an unregistered number is written as people of its country write it, a withheld one is called so", READABLE, async ({ journal }) => {
  await journal.open("unregistered=1");
  for (const { customer } of await journal.table()) expect(customer).toMatch(/^\+7 \(\d{3}\) \d{3}-\d\d-\d\d$|^\+[1-9][\d -]+$|^[\d*#]+$|^Скрытый номер$/);
  await journal.open();
  await expect(journal.calls.getByText("Скрытый номер").first()).toBeVisible();
});

test("several employees stand in the order in which they talked", READABLE, async ({ journal }) => {
  await journal.open();
  const { id, employees } = await journal.find("passed on to a colleague", (call) => /^[А-ЯЁ]\S+ \S+, [А-ЯЁ]\S+ \S+$/.test(call.employees));
  await journal.open(`call=${id}`);
  const [first, second] = employees.split(", ");
  await expect(journal.panel.fact("Сотрудники")).toHaveText(new RegExp(`^${first} \\(\\d+\\), ${second} \\(\\d+\\)$`));
});

test("names of callers are text, whatever they contain", READABLE, async ({ journal, page }) => {
  page.on("dialog", () => expect(false, "a caller's name ran as a script").toBe(true));
  await journal.open("from=2026-10-13&to=2026-10-13&in=1&unregistered=1");
  const titled = journal.calls.getByTitle("<b>Акция</b>");
  await expect(titled).toHaveCount(1);
  await titled.getByRole("link").click();
  await expect(journal.panel.fact("Имя из сети")).toHaveText("<b>Акция</b>");
  await journal.open("from=2026-10-02&to=2026-10-02&in=1&unregistered=1");
  await journal.calls.getByTitle("<img src=x onerror=alert(1)>").first().getByRole("link").click();
  await expect(journal.panel.fact("Имя из сети")).toHaveText("<img src=x onerror=alert(1)>");
});

test("an address with nonsense shows the journal", READABLE, async ({ journal }) => {
  await journal.open("period=never&from=2026-99-99&in=maybe&customer=x&call=abc&after=1&q=%00%FF");
  await expect(journal.toolbar.bar).toBeVisible();
  await journal.open("period=never&from=2026-99-99&in=maybe&customer=x&after=1&unknown=%3Cscript%3E");
  expect((await journal.table()).length).toBeGreaterThanOrEqual(25);
});

test("25 rows fit a laptop's screen", async ({ journal }) => {
  await journal.open();
  await expect(journal.calls.nth(24)).toBeInViewport({ ratio: 1 });
});
