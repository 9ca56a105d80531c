// Who is looking, language, theme.
import { expect, READABLE, test } from "./fixtures.js";

test("«Мои звонки» are those in which I took part, and follow who I am", async ({ journal }) => {
  await journal.open("period=7d");
  await journal.toolbar.switch("Мои звонки");
  await expect(journal.chips).toHaveText(["7 дней", "Мои звонки"]);
  await journal.expectEvery("mine", (call) => call.employees.includes("Белозёрова Марина") || call.status === "Нет ответа" || call.status === "Потерян");
  expect((await journal.table()).some((call) => call.employees.includes("Белозёрова Марина"))).toBe(true);

  await journal.account.open();
  await journal.account.employee.selectOption({ label: "Орлова Ольга (201)" });
  await expect(journal.account.button).toHaveAttribute("aria-label", /^Орлова Ольга/);
  await journal.ready();
  await journal.expectEvery("Olga's", (call) => call.employees.includes("Орлова Ольга") || call.status === "Нет ответа" || call.status === "Потерян");
  await expect(journal.chips).toHaveText(["7 дней", "Мои звонки"]);
  await journal.reload();
  await expect(journal.account.button).toHaveAttribute("aria-label", /^Орлова Ольга/);
});

test("the menu names all employees of the company", async ({ journal }) => {
  await journal.open();
  await journal.account.open();
  await expect(journal.account.employee.getByRole("option")).toHaveCount(15);
});

test.describe("in an English browser", () => {
  test.use({ locale: "en-US" });

  for (const javaScriptEnabled of [true, false]) {
    test.describe(javaScriptEnabled ? "hydrated" : "without JavaScript", () => {
      test.use({ javaScriptEnabled });

      test("the journal speaks English", async ({ page }) => {
        await page.goto("/?period=yesterday&missed=1");
        if (javaScriptEnabled) await expect(page.locator("html")).toHaveAttribute("data-hydrated");
        await expect(page.locator("html")).toHaveAttribute("lang", "en");
        await expect(page).toHaveTitle("Call journal");
        const rows = page.getByRole("grid", { name: "Call journal" }).getByRole("row");
        await expect(rows.nth(1)).toContainText(/Yesterday, \d\d:\d\d/);
        await expect(rows.nth(1)).toContainText("No answer");
        await expect(page.getByRole("button", { name: "Remove the filter: Missed" })).toBeVisible();
        await expect(page.getByRole("status").filter({ hasText: /^\d+ calls?$/ })).toBeAttached();
        expect(await page.getByRole("region", { name: "Filter calls" }).innerText()).not.toMatch(/[а-яё]/i);
      });
    });
  }

  test("the setting wins over the browser, and is kept", async ({ journal, page }) => {
    await page.goto("/");
    await expect(page.locator("html")).toHaveAttribute("data-hydrated");
    await journal.account.open();
    await journal.account.choice("Русский").click();
    await expect(page).toHaveTitle("Журнал звонков");
    await journal.reload();
    await expect(page.locator("html")).toHaveAttribute("lang", "ru");
  });
});

test("English can be chosen in a Russian browser", async ({ journal, page }) => {
  await journal.open();
  await journal.account.open();
  await expect(journal.account.choice("Русский")).toHaveAttribute("aria-pressed", "true");
  await journal.account.choice("English").click();
  await expect(page).toHaveTitle("Call journal");
  await expect(page.locator("html")).toHaveAttribute("data-hydrated");
  await journal.account.open();
  await expect(journal.account.choice("English")).toHaveAttribute("aria-pressed", "true");
});

test("the theme follows the system until one is chosen", async ({ journal, page }) => {
  const background = () => page.locator("body").evaluate((body) => {
    const [r, g, b] = getComputedStyle(body).backgroundColor.match(/[\d.]+/g)!.map(Number);
    return r + g + b > 382 ? "light" : "dark";
  });
  await page.emulateMedia({ colorScheme: "dark" });
  await journal.open();
  expect(await background()).toBe("dark");
  await page.emulateMedia({ colorScheme: "light" });
  expect(await background()).toBe("light");

  await journal.account.open();
  await journal.account.choice("Тёмное").click();
  await expect.poll(background).toBe("dark");
  await expect(journal.account.choice("Тёмное")).toHaveAttribute("aria-pressed", "true");
  await journal.reload();
  expect(await background()).toBe("dark");

  await journal.account.open();
  await journal.account.content.getByRole("group", { name: "Оформление" }).getByRole("button").first().click();
  await expect.poll(background).toBe("light");
  await journal.reload();
  expect(await background()).toBe("light");
});

test("the demo says that it is one", READABLE, async ({ journal, page }) => {
  await journal.open();
  await expect(page.getByText("Демо", { exact: true })).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the settings say that they need it", async ({ journal, page }) => {
    await journal.open();
    await journal.account.open();
    await expect(page.getByText("Эти настройки работают только с JavaScript.")).toBeVisible();
    await expect(journal.account.employee).toBeHidden();
  });
});
