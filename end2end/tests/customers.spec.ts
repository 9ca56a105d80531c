// The list of customers, and what is done to one of them. Each test has customers of its own.
import { Customers } from "../pages/customers.js";
import { expect, expectAccessible, READABLE, test as pages } from "./fixtures.js";
import { test } from "./telephony.js";
import type { APIRequestContext } from "@playwright/test";

let count = Date.now() % 1_000_000;

/** A customer with this number, and perhaps a contact person with another; gives its name and numbers. */
async function customer(request: APIRequestContext, name: string, contact?: string) {
  const number = () => `+7901${String(++count).padStart(7, "0").slice(-7)}`;
  const [own, theirs] = [number(), number()];
  const full = `${name} ${own.slice(-6)}`;
  const contacts = contact ? [{ id: null, name: contact, position: "", email: "", phones: [theirs] }] : [];
  const response = await request.post("/api/save_card", {
    headers: { "sec-fetch-site": "same-origin" },
    data: {
      seen: null,
      fields: { name: full, relations: [], manager: null, phones: [own], email: "", address: "Тверь", note: "", contacts },
      taking: "refuse",
    },
  });
  expect(response.status(), await response.text()).toBe(200);
  return { name: full, own, theirs };
}

const shown = (number: string) => number.replace(/^\+7(\d{3})(\d{3})(\d\d)(\d\d)$/, "+7 ($1) $2-$3-$4");

test("the list narrows while one types: names, contact persons, numbers in any form", async ({ page, request }) => {
  const { name, own } = await customer(request, "Рябина", "Ветрова Нонна");
  const customers = new Customers(page);
  await customers.open();
  for (const typed of [name.toLowerCase(), `ветрова ${name.slice(-6)}`, `8 (901) ${own.slice(5, 8)}-${own.slice(8)}`]) {
    await customers.search.fill(typed);
    await expect(customers.rows).toHaveCount(1);
    await expect(customers.row(name)).toBeVisible();
  }
  await expect(page).toHaveURL(/[?&]q=8/);
  await customers.search.fill("такого точно нет");
  await expect(page.getByText("Никого не нашлось")).toBeVisible();
});

test("a card is changed, and whoever saves an older version loses nothing", async ({ page, request, colleague }) => {
  const { name } = await customer(request, "Ландыш");
  const [mine, theirs] = [new Customers(page), new Customers(colleague.page)];
  for (const screen of [mine, theirs]) {
    await screen.open(`/customers?q=${encodeURIComponent(name)}`);
    await screen.openCard(name);
  }
  await theirs.card.field("Заметка").fill("их заметка");
  await theirs.card.save();
  await mine.card.field("Адрес").fill("мой адрес");
  await mine.card.saveAndClose();
  const conflict = mine.card.form.getByRole("alert").filter({ hasText: "меняет эту карточку тоже" });
  await expect(conflict).toBeVisible();
  await expect(mine.card.field("Адрес")).toHaveValue("мой адрес");
  await conflict.getByRole("button", { name: "Взять записанное" }).click();
  await expect(mine.card.field("Заметка")).toHaveValue("их заметка");
  await mine.card.field("Адрес").fill("мой адрес");
  await mine.card.save();
  await mine.page.reload();
  await expect(mine.card.field("Адрес")).toHaveValue("мой адрес");
  await expect(mine.card.field("Заметка")).toHaveValue("их заметка");
});

test("what was typed on a card is there again after leaving the page", async ({ page, request }) => {
  const { name } = await customer(request, "Кадриль");
  const customers = new Customers(page);
  await customers.open(`/customers?q=${encodeURIComponent(name)}`);
  await customers.openCard(name);
  await customers.card.field("Заметка").fill("не записано");
  await expect(page.getByText("Есть незаписанные изменения")).toBeVisible();
  await page.getByRole("link", { name: "Журнал", exact: true }).click();
  await expect(page.getByRole("grid", { name: "Журнал звонков" })).toBeVisible();
  await page.goBack();
  await expect(customers.card.field("Заметка")).toHaveValue("не записано");
  await page.getByRole("button", { name: "Вернуть как было" }).click();
  await expect(customers.card.field("Заметка")).toHaveValue("");
});

test("two customers become one with all they had", async ({ page, request }) => {
  const into = await customer(request, "Компас", "Громов Пётр");
  const from = await customer(request, "Логистик", "Чайкина Эмма");
  const customers = new Customers(page);
  await customers.open(`/customers?q=${encodeURIComponent(into.name)}`);
  await customers.openCard(into.name);
  await page.getByRole("button", { name: "Объединить…" }).click();
  const dialog = page.getByRole("dialog", { name: "Объединить клиентов" });
  await dialog.getByRole("searchbox").fill(from.name);
  await dialog.getByRole("listitem").getByRole("button", { name: from.name }).click();
  await expect(dialog.getByText("номера, контактные лица, заметка и все звонки перейдут сюда")).toBeVisible();
  await dialog.getByRole("button", { name: "Объединить", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(customers.card.group("Чайкина Эмма")).toBeVisible();
  await expect(customers.card.phones).toHaveCount(2);
  await expect(page.getByText(`раньше: ${from.name}`)).toBeVisible();
  await customers.open(`/customers?q=${encodeURIComponent(from.name)}`);
  await expect(customers.rows).toHaveCount(1);
  await expect(customers.row(into.name)).toContainText(from.name);
});

test("a number is split off to a new customer", async ({ page, request }) => {
  const one = await customer(request, "Заречное", "Мельник Илья");
  const customers = new Customers(page);
  await customers.open(`/customers?q=${encodeURIComponent(one.name)}`);
  await customers.openCard(one.name);
  await page.getByRole("button", { name: "Отделить номер…" }).click();
  const dialog = page.getByRole("dialog", { name: "Отделить номер" });
  await dialog.getByLabel("Телефон").selectOption(shown(one.theirs));
  await dialog.getByLabel("Наименование").fill(`Отделённый ${one.theirs.slice(-6)}`);
  await dialog.getByRole("button", { name: "Отделить", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(customers.card.group("Мельник Илья").getByRole("textbox", { name: "Мобильный" })).toHaveValue("");
  await customers.open(`/customers?q=${one.theirs.slice(-7)}`);
  await expect(customers.row("Отделённый")).toBeVisible();
});

test("an archived customer is proposed no more and can be taken back", async ({ page, request }) => {
  const { name } = await customer(request, "Пуговица");
  const customers = new Customers(page);
  const address = `/customers?q=${encodeURIComponent(name)}`;
  await customers.open(address);
  await customers.openCard(name);
  await page.getByRole("button", { name: "В архив" }).click();
  await expect(page.getByRole("button", { name: "Вернуть из архива" })).toBeVisible();
  await customers.open(address);
  await expect(customers.rows).toHaveCount(0);
  await page.getByLabel("и архивные").check();
  await expect(customers.row(name)).toContainText("В архиве");
  await customers.openCard(name);
  await page.getByRole("button", { name: "Вернуть из архива" }).click();
  await expect(page.getByRole("button", { name: "В архив" })).toBeVisible();
});

pages("customers can be read, searched and paged through without JavaScript", READABLE, async ({ page, javaScriptEnabled }) => {
  const customers = new Customers(page, javaScriptEnabled !== false);
  await customers.open();
  await expect(customers.rows).toHaveCount(50);
  const first = await customers.rows.first().innerText();
  await page.getByRole("link", { name: "Показать ещё" }).click();
  await expect(customers.rows.nth(javaScriptEnabled === false ? 0 : 50)).not.toHaveText(first);
  await customers.open("/customers?q=лисицын");
  await expect(customers.rows.first()).toContainText("Лисицын");
  await customers.rows.first().getByRole("link").click();
  await expect(page.getByRole("textbox", { name: "Наименование" })).toHaveValue(/Лисицын/);
  await expect(page.getByRole("complementary", { name: "Звонки" })).toBeVisible();
});

test("everything about a customer is deleted for good, once its name was typed", async ({ page, request }) => {
  const { name } = await customer(request, "Полынь");
  const customers = new Customers(page);
  await customers.open(`/customers?q=${encodeURIComponent(name)}`);
  await customers.openCard(name);
  await page.getByRole("button", { name: "Удалить все данные…" }).click();
  const dialog = page.getByRole("dialog", { name: "Удалить все данные клиента" });
  await expectAccessible(page);
  await dialog.getByLabel("Впишите название клиента").fill("Полынь");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("status")).toHaveText("Название другое.");
  await dialog.getByLabel("Впишите название клиента").fill(name);
  await dialog.getByRole("button", { name: "Удалить навсегда" }).click();
  await expect(dialog.getByRole("status")).toHaveText("Удалено. Звонков: 0, записей: 0, номеров: 1.");
  await dialog.getByRole("button", { name: "Закрыть" }).last().click();
  await expect(page).toHaveURL(/\/customers$/);
  await customers.open(`/customers?q=${encodeURIComponent(name)}`);
  await expect(page.getByText("Никого не нашлось")).toBeVisible();
});
