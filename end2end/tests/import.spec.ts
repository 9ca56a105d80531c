// A file of customers: looked at, rehearsed, brought in, and found in the list.
import { readFileSync } from "node:fs";
import { Customers } from "../pages/customers.js";
import { Import } from "../pages/import.js";
import { expect, expectAccessible, test } from "./fixtures.js";

/** Cyrillic Windows, as Russian programs write it. */
function windows1251(text: string) {
  const byte = (char: string) => {
    const code = char.codePointAt(0)!;
    if (code < 128) return code;
    if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0;
    return { "ё": 0xb8, "Ё": 0xa8, "«": 0xab, "»": 0xbb, "№": 0xb9 }[char] ?? 0x3f;
  };
  return Buffer.from([...text].map(byte));
}

const FILE = windows1251([
  "Шифр;Кто это;Связь;Где",
  "9001;ООО «Ясный день»;8 (495) 900-11-22;Москва, Ясная 1",
  "9002;Зорькина Ульяна;+7 916 900-11-33;",
  "9003;;+7 916 900-11-44;",
].join("\r\n"));

// The server brings in one file at a time, and says so to whoever comes meanwhile.
test.describe.configure({ mode: "default" });

test("a file in Cyrillic Windows is looked at, rehearsed and brought in", async ({ page }) => {
  const file = new Import(page);
  await file.open();
  await expectAccessible(page);
  await file.choose("клиенты.csv", FILE);
  await expect(file.sample.getByText("ООО «Ясный день»")).toBeVisible();
  await expect(page.getByLabel("Кодировка")).toHaveValue("Windows-1251");
  await expect(page.getByLabel("Разделитель")).toHaveValue(";");
  await file.column("Шифр").selectOption({ label: "Код во внешней системе" });
  await file.column("Кто это").selectOption({ label: "Наименование" });
  await file.column("Связь").selectOption({ label: "Телефон" });
  await file.column("Где").selectOption({ label: "Адрес" });
  await expectAccessible(page);

  await file.press("Проверить");
  await expect(page.getByRole("heading", { name: "Что изменится" })).toBeVisible();
  await expect(file.figure("Новых")).toHaveText("2");
  await expect(file.figure("Отклонено")).toHaveText("1");
  await expect(page.getByRole("row").filter({ hasText: "строка 4" })).toContainText("Нет наименования");
  await expectAccessible(page);
  const [report] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Скачать отчёт (CSV)" }).click(),
  ]);
  expect(report.suggestedFilename()).toBe("customers-report.csv");
  expect(readFileSync(await report.path(), "utf8")).toContain("строка 4;Нет наименования");

  await file.press("Загрузить 2 клиентов");
  await expect(page.getByRole("heading", { name: "Загружено" })).toBeVisible();
  await page.getByRole("link", { name: "К списку клиентов" }).last().click();
  const customers = new Customers(page);
  await customers.search.fill("ясный день");
  await expect(customers.row("ООО «Ясный день»")).toContainText("+7 (495) 900-11-22");
});

test("what was brought in already is said to be there", async ({ page }) => {
  const file = new Import(page);
  const once = windows1251("Код;Наименование;Телефон\r\n9101;Повторный Пётр;+7 916 910-11-22\r\n");
  for (const [figure, act] of [["Новых", "Загрузить 1 клиента"], ["Без изменений", ""]] as const) {
    await file.open();
    await file.choose("a.csv", once);
    await file.press("Проверить");
    await expect(file.figure(figure)).toHaveText("1");
    if (act) {
      await file.press(act);
      await expect(page.getByRole("heading", { name: "Загружено" })).toBeVisible();
    } else {
      await expect(page.getByText("Всё из этого файла уже есть")).toBeVisible();
    }
  }
});

test("choices are read anew at once, and what cannot be read is said", async ({ page }) => {
  const file = new Import(page);
  await file.open();
  await file.choose("a.csv", Buffer.from("Name,Phone\nDaisy,+79169201122\n"));
  await expect(page.getByLabel("Разделитель")).toHaveValue(",");
  await page.getByLabel("Разделитель").selectOption({ label: "точка с запятой" });
  await expect(file.sample.getByText("Daisy,+79169201122")).toBeVisible();
  await page.getByLabel("Разделитель").selectOption({ label: "запятая" });
  await expect(file.sample.getByRole("cell", { name: "Daisy" })).toBeVisible();
  await file.column("Name").selectOption({ label: "Не загружать" });
  await file.press("Проверить");
  await expect(page.getByRole("alert").filter({ hasText: "Выберите столбец с наименованием" })).toBeVisible();
  await file.choose("b.xlsx", Buffer.from("PK\u0003\u0004 nothing"));
  await expect(page.getByRole("alert").filter({ hasText: "не книга Excel" })).toBeVisible();
});

test("customers are written as a table and as cards", async ({ page }) => {
  await page.goto("/customers");
  for (const [name, file] of [["Выгрузить CSV", "customers.csv"], ["Выгрузить vCard", "customers.vcf"]]) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(file);
  }
});
