// Signing in and out, giving access, and what somebody sees of the journal then.
import { AccountMenu } from "../pages/account.js";
import { ClosedJournal, Door, PASSWORD } from "../pages/door.js";
import { expect, expectAccessible, test as base } from "./fixtures.js";

const test = base.extend<{ closed: ClosedJournal; door: Door }>({
  // eslint-disable-next-line no-empty-pattern
  closed: async ({}, use) => {
    const closed = await ClosedJournal.start();
    await use(closed);
    await closed.stop();
  },
  door: async ({ page }, use) => {
    await use(new Door(page));
  },
});

test("the first administrator begins with the link, signs out and in again", async ({ closed, door, page }) => {
  const account = new AccountMenu(page);
  await page.goto(closed.address);
  await door.expectClosed();
  await door.alive();
  await expectAccessible(page);
  await page.goto(closed.link);
  await expect(page.getByLabel("Имя")).toBeVisible();
  await expectAccessible(page);
  await door.begin(closed.link);
  await expect(page).toHaveURL(closed.address);
  await door.alive();
  await expect(account.button).toHaveAttribute("aria-label", /^Зимина Вера/);
  await account.open();
  await page.getByRole("button", { name: "Выйти" }).click();
  await door.expectClosed();

  // With the keyboard alone, and back to where one wanted to go.
  await page.goto(`${closed.address}customers?archived=1`);
  await door.expectClosed();
  await expect(page.getByLabel("Логин или внутренний номер")).toBeFocused();
  await page.keyboard.type("vera");
  await page.keyboard.press("Tab");
  await page.keyboard.type("не тот пароль");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText("Логин или пароль не подходит.");
  await expect(page.getByLabel("Логин или внутренний номер")).toHaveValue("vera");
  await page.getByLabel("Пароль").focus();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/customers\?archived=1$/);
});

test("an administrator gives access, and the employee sees what is theirs", async ({ browser, closed, door, page, troubles }) => {
  await door.begin(closed.link);
  await page.getByRole("link", { name: "Доступ" }).click();
  await door.alive();
  await page.getByRole("button", { name: "Котова Алина" }).click();
  const account = page.getByRole("complementary", { name: "Доступ сотрудника" });
  await expect(account.getByLabel("Логин")).toHaveValue("201");
  await account.getByLabel("Логин").fill("alina");
  await account.getByText("Отличия от роли").click();
  await account.getByLabel("Звонки").selectOption("свои");
  await account.getByRole("button", { name: "Дать доступ" }).click();
  await expect(page.getByRole("row", { name: /Котова Алина.*alina.*Сотрудник.*ждёт пароля/ })).toBeVisible();
  await expect(account.getByRole("status")).toHaveText("Сохранено.");
  await account.getByLabel("Роль").selectOption("Руководитель");
  await account.getByRole("button", { name: "Сохранить" }).press("Enter");
  await expect(page.getByRole("row", { name: /Котова Алина.*Руководитель/ })).toBeVisible();
  await expect(account.getByRole("button", { name: "Сохранить" })).toBeFocused();
  await account.getByLabel("Роль").selectOption("Сотрудник");
  await account.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByRole("row", { name: /Котова Алина.*alina.*Сотрудник/ })).toBeVisible();
  await expectAccessible(page);
  await account.getByRole("button", { name: "Ссылка для пароля" }).click();
  const link = await account.getByLabel("Одноразовая ссылка").inputValue();
  expect(link).toContain(`${closed.address}set-password#`);

  const context = await browser.newContext({ locale: "ru-RU" });
  const theirs = await context.newPage();
  troubles.watch(theirs);
  const entering = new Door(theirs);
  await theirs.goto(link);
  await expect(theirs.getByLabel("Логин или внутренний номер")).toHaveValue("alina");
  await entering.choose("qwertyuiop");
  await expect(theirs.getByRole("alert")).toHaveText(/легко угадать/);
  await entering.choose();
  await expect(new AccountMenu(theirs).button).toHaveAttribute("aria-label", /^Котова Алина/);
  await expect(theirs.getByRole("link", { name: "Доступ" })).toHaveCount(0);
  await expect(theirs.getByRole("link", { name: "АТС" })).toHaveCount(0);
  const refused = await theirs.goto(`${closed.address}administration`);
  expect(refused!.status()).toBe(403);
  await expect(theirs.getByRole("heading", { name: "Нет доступа." })).toBeVisible();
  troubles.expect(/403/);
  await theirs.goto(`${closed.address}account`);
  await expect(theirs.getByText("Звонки: свои")).toBeVisible();
  await entering.alive();
  await expectAccessible(theirs);

  // Ended by the administrator: the open journal notices by itself.
  await theirs.goto(closed.address);
  await entering.alive();
  await page.getByRole("button", { name: "Котова Алина" }).click();
  await account.getByRole("button", { name: "Завершить сеансы" }).click();
  await expect(account.getByRole("status")).toHaveText("Сеансы завершены.");
  await entering.expectClosed();
  await page.getByRole("link", { name: "Действия" }).click();
  await expect(page.getByRole("row", { name: /Зимина Вера.*Завершены все сеансы.*Котова Алина/ })).toBeVisible();
  await page.getByLabel("Действие").selectOption("Новый пароль");
  await expect(page.getByRole("row", { name: /Котова Алина.*Новый пароль/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /Завершены все сеансы/ })).toHaveCount(0);
  await expectAccessible(page);
  await context.close();
});

test("whoever signs out everywhere is out everywhere", async ({ browser, closed, door, page, troubles }) => {
  await door.begin(closed.link);
  const context = await browser.newContext({ locale: "ru-RU" });
  const elsewhere = new Door(await context.newPage());
  troubles.watch(elsewhere.page);
  await elsewhere.page.goto(closed.address);
  await elsewhere.signIn("vera");
  await elsewhere.alive();
  await page.goto(`${closed.address}account`);
  await expect(page.getByRole("region", { name: "Где я вошёл" }).getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "Выйти везде" }).click();
  await door.expectClosed();
  await elsewhere.expectClosed();
  await context.close();
});

test("another password, and one session ended", async ({ browser, closed, door, page }) => {
  await door.begin(closed.link);
  const context = await browser.newContext({ locale: "ru-RU" });
  const elsewhere = new Door(await context.newPage());
  await elsewhere.page.goto(closed.address);
  await elsewhere.signIn("vera");
  await page.goto(`${closed.address}account`);
  await door.alive();
  await page.getByRole("button", { name: /^Завершить: Chrome/ }).click();
  await expect(page.getByText("Завершён", { exact: true })).toBeVisible();
  await elsewhere.expectClosed();
  await page.getByLabel("Нынешний пароль").fill(PASSWORD);
  await door.choose("четыре белых слона");
  await expect(page.getByRole("status").filter({ hasText: "Пароль изменён." })).toBeVisible();
  await context.close();
});

test("roles of the company can be changed", async ({ closed, door, page }) => {
  await door.begin(closed.link);
  await page.goto(`${closed.address}administration?show=roles`);
  await door.alive();
  await page.getByLabel("Сотрудник: Выгрузка таблиц").check();
  await expect(page.getByRole("status").filter({ hasText: "Роль «Сотрудник» сохранена." })).toBeVisible();
  await page.reload();
  await door.alive();
  await expect(page.getByLabel("Сотрудник: Выгрузка таблиц")).toBeChecked();
  await expect(page.getByLabel("Сотрудник: Прослушивание записей")).toHaveValue("1");
  await expectAccessible(page);
});

test("a program gets a key, which is shown once", async ({ closed, door, page, request }) => {
  await door.begin(closed.link);
  await page.goto(`${closed.address}administration?show=keys`);
  await door.alive();
  await page.getByLabel("Программа").fill("1С");
  await page.getByRole("button", { name: "Создать ключ" }).click();
  const key = await page.getByLabel("Новый ключ").inputValue();
  await expect(page.getByRole("row", { name: /^1С.*все.*не использовался/ })).toBeVisible();
  await expectAccessible(page);
  const read = () => request.get(`${closed.address}api/v1/calls`, { headers: { authorization: `Bearer ${key}` } });
  expect((await read()).status()).toBe(200);
  await page.getByRole("button", { name: "Убрать ключ «1С»" }).click();
  await expect(page.getByRole("row", { name: /^1С/ })).toHaveCount(0);
  expect((await read()).status()).toBe(401);
});

base("the demo is looked at as an administrator, or as whom one chooses", async ({ journal, page }) => {
  await journal.open();
  const mark = page.locator(".demo-role");
  await expect(mark).toHaveText("админ");
  await expect(page.getByRole("link", { name: "Доступ" })).toBeVisible();
  await journal.account.open();
  await journal.account.employee.selectOption({ label: "Воронцов Павел (202)" });
  await expect(mark).toHaveText("сотрудник");
  await expect(page.getByRole("link", { name: "Доступ" })).toHaveCount(0);
});
