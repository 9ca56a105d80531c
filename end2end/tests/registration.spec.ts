// An unknown number becomes a customer, and every browser shows it at once.
import { Assign, Card } from "../pages/customers.js";
import { Journal } from "../pages/journal.js";
import { expect } from "./fixtures.js";
import { test } from "./telephony.js";
import type { Telephony } from "../pages/telephony.js";

/** Two calls with the number, and the journal that shows them with the newer one selected. */
async function called(journal: Journal, telephony: Telephony) {
  await (await telephony.incoming("201", 300).answer(5)).end(30);
  await (await telephony.incoming("202", 100).ring()).end(20);
  await journal.open(telephony.filter);
  await expect(journal.connected).toBeVisible();
  await expect(journal.calls).toHaveCount(2);
  await journal.row(0).open();
  return new Assign(journal.page, journal.panel.panel);
}

/** A name that no other test uses. */
const named = (telephony: Telephony, name: string) => `${name} ${telephony.number.slice(-7)}`;

const registration = async (journal: Journal, way: string) => {
  await journal.account.open();
  await journal.page.getByRole("group", { name: "Способ регистрации нового клиента" }).getByRole("button", { name: way }).click();
  await journal.page.keyboard.press("Escape");
};

test("F7, a name and Enter: the card is stored, and all calls of the number show the name on every screen", async ({ journal, colleague, telephony }) => {
  await called(journal, telephony);
  await colleague.open(telephony.filter);
  await expect(colleague.connected).toBeVisible();
  await journal.page.keyboard.press("F7");
  const card = Card.dialog(journal.page);
  await expect(card.name).toBeFocused();
  await expect(card.phones).toHaveValue(/^\+7 \(900\)/);
  await expect(card.form.getByRole("listitem").filter({ hasText: "Котова Алина" })).toBeVisible();
  const name = named(telephony, "Мастерская");
  await card.name.fill(name);
  await card.name.press("Enter");
  await expect(card.form).toBeHidden();
  for (const screen of [journal, colleague]) {
    await expect(screen.row(0).customer).toHaveText(name);
    await expect(screen.row(1).customer).toHaveText(name);
  }
  await expect(journal.panel.fact("Клиент")).toHaveText(name);
  await journal.search.box.fill(name.slice(0, 14));
  await expect(journal.calls).toHaveCount(2);
});

test("the card keeps all its fields", async ({ journal, telephony }) => {
  const assign = await called(journal, telephony);
  await assign.create.click();
  const card = Card.dialog(journal.page);
  const name = named(telephony, "Типография");
  await card.name.fill(name);
  const relations = card.form.getByRole("combobox", { name: "Типы отношений" });
  await relations.fill("Поставщик");
  await relations.press("Enter");
  await card.field("Основной менеджер").selectOption({ label: "Белов Руслан (202)" });
  await card.field("E-mail").first().fill("mail@example.ru");
  await card.field("Адрес").fill("Тверь, Садовая, 1");
  await card.field("Заметка").fill("Звонить после 12");
  const person = await card.addContact("Ветрова Нонна");
  await person.getByLabel("Должность").fill("бухгалтер");
  await journal.page.keyboard.press("Control+s");
  await expect(journal.page.getByRole("dialog", { name }).getByText("Записано", { exact: true })).toBeVisible();
  await journal.page.keyboard.press("Escape");
  await journal.panel.fact("Клиент").getByRole("link").click();
  const page = new Card(journal.page, journal.page.getByRole("main"));
  await expect(page.name).toHaveValue(name);
  await expect(page.group("Основное").getByRole("listitem")).toHaveText(["Клиент", "Поставщик"]);
  await expect(page.field("Основной менеджер").locator("option:checked")).toHaveText("Белов Руслан (202)");
  await expect(page.field("Адрес")).toHaveValue("Тверь, Садовая, 1");
  await expect(page.field("Заметка")).toHaveValue("Звонить после 12");
  await expect(page.group("Ветрова Нонна").getByLabel("Должность")).toHaveValue("бухгалтер");
  await expect(page.form.getByRole("term").filter({ hasText: "Звонков" }).locator("xpath=following-sibling::dd")).toHaveText("2");
});

test("Esc leaves the card and loses nothing that was typed", async ({ journal, telephony }) => {
  const assign = await called(journal, telephony);
  await assign.create.click();
  const card = Card.dialog(journal.page);
  await card.name.fill("Недописанное имя");
  await card.field("Заметка").fill("половина заметки");
  await journal.page.keyboard.press("Escape");
  await expect(card.form).toBeHidden();
  await journal.row(1).open();
  await journal.row(0).open();
  await assign.create.click();
  await expect(card.name).toHaveValue("Недописанное имя");
  await expect(card.field("Заметка")).toHaveValue("половина заметки");
});

test("a field that cannot be stored says why, and nothing is stored", async ({ journal, telephony }) => {
  const assign = await called(journal, telephony);
  await assign.create.click();
  const card = Card.dialog(journal.page);
  await card.name.fill(named(telephony, "Пекарня"));
  await card.phones.fill("8 900 слово");
  await card.saveAndClose();
  await expect(card.phones).toHaveAttribute("aria-invalid", "true");
  await expect(card.form.getByText("Это не номер телефона")).toBeVisible();
  await expect(journal.row(0).customer).not.toContainText("Пекарня");
});

test("«Создать сразу» makes a customer of the typed name without a question, and undo takes it back", async ({ journal, telephony }) => {
  await journal.open();
  await registration(journal, "Создать сразу");
  const assign = await called(journal, telephony);
  const name = named(telephony, "Медоварня");
  await assign.field.fill(name);
  await assign.field.press("F7");
  await expect(journal.row(1).customer).toHaveText(name);
  await assign.undo.click();
  await expect(journal.row(1).customer).toHaveText(/^\+7 \(900\)/);
  await expect(assign.field).toBeVisible();
});

test("«Не указан» asks: the card, or at once", async ({ journal, telephony }) => {
  await journal.open();
  await registration(journal, "Не указан");
  const assign = await called(journal, telephony);
  const name = named(telephony, "Верстак");
  await assign.field.fill(name);
  await assign.create.click();
  await assign.press(/^Создать сразу/);
  await expect(journal.row(0).customer).toHaveText(name);
});

test("a number is given to a customer by the keyboard alone", async ({ journal, telephony, request }) => {
  const known = await customer(request, named(telephony, "Линия света"));
  const assign = await called(journal, telephony);
  await assign.find(known);
  await expect(assign.options.first().locator("mark").first()).toBeVisible();
  await assign.field.press("Enter");
  await expect(journal.page.getByRole("button", { name: "Добавить номер клиенту" })).toBeFocused();
  await journal.page.keyboard.press("Enter");
  await expect(journal.row(0).customer).toHaveText(known);
  await expect(journal.row(1).customer).toHaveText(known);
});

test("a number is given to a contact person, known or new", async ({ journal, telephony, request }) => {
  const known = await customer(request, named(telephony, "Фабрика окон"), "Громов Пётр");
  const assign = await called(journal, telephony);
  await assign.find(known);
  await assign.options.first().click();
  await assign.press("Добавить номер контактному лицу");
  await assign.press(/^Громов Пётр/);
  await expect(journal.panel.fact("Контактное лицо")).toHaveText("Громов Пётр");
  await assign.undo.click();
  await assign.find(known);
  await assign.options.first().click();
  await assign.press("Добавить номер контактному лицу");
  await assign.press("Новое контактное лицо…");
  await journal.panel.panel.getByLabel("Имя контактного лица").fill("Чайкина Эмма");
  await journal.page.keyboard.press("Enter");
  await expect(journal.panel.fact("Контактное лицо")).toHaveText("Чайкина Эмма");
});

test("two people register one number: one wins, the other sees whose it is, loses nothing, and may move it", async ({ journal, colleague, telephony }) => {
  const assign = await called(journal, telephony);
  await assign.create.click();
  const mine = Card.dialog(journal.page);
  await mine.name.fill(named(telephony, "Моя"));
  await mine.field("Заметка").fill("моя заметка");
  await colleague.open(telephony.filter);
  await expect(colleague.connected).toBeVisible();
  await colleague.row(0).open();
  const theirs = named(telephony, "Чужая");
  await new Assign(colleague.page, colleague.panel.panel).create.click();
  const other = Card.dialog(colleague.page);
  await other.name.fill(theirs);
  await other.saveAndClose();
  await expect(colleague.row(0).customer).toHaveText(theirs);
  await mine.saveAndClose();
  await expect(mine.form.getByRole("alert")).toContainText(theirs);
  await expect(mine.field("Заметка")).toHaveValue("моя заметка");
  await mine.form.getByRole("button", { name: "Перенести и записать" }).click();
  await expect(mine.form).toBeHidden();
  await expect(colleague.row(0).customer).toHaveText(named(telephony, "Моя"));
});

test("a similar name offers the customer that is there already", async ({ journal, telephony, request }) => {
  const known = await customer(request, named(telephony, "Гранитная мастерская"));
  const assign = await called(journal, telephony);
  await assign.create.click();
  const card = Card.dialog(journal.page);
  await card.name.fill(known.toUpperCase());
  await card.form.getByRole("button", { name: `Добавить номер сюда: ${known}` }).click();
  await expect(card.form).toBeHidden();
  await expect(journal.row(0).customer).toHaveText(known);
});

/** A customer that is there already; gives its name. */
async function customer(request: import("@playwright/test").APIRequestContext, name: string, contact?: string) {
  const contacts = contact ? [{ id: null, name: contact, position: "", email: "", phones: [] }] : [];
  const response = await request.post("/api/save_card", {
    headers: { "sec-fetch-site": "same-origin" },
    data: {
      seen: null,
      fields: { name, relations: [], manager: null, phones: [], email: "", address: "", note: "", contacts },
      taking: "refuse",
    },
  });
  expect(response.status(), await response.text()).toBe(200);
  return name;
}
