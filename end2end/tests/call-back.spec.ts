// «Перезвонить», where the PBX can ring a phone: the employee's own first, then the number.
import { expect } from "./fixtures.js";
import { test } from "./telephony.js";

test("a click rings the phone of who is looking, and says so", async ({ journal, telephony }) => {
  await (await telephony.incoming("202", 60).ring()).end(30);
  await journal.open(telephony.filter);
  await journal.account.open();
  await journal.account.employee.selectOption({ label: "Котова Алина (201)" });
  await expect(journal.account.button).toHaveAttribute("aria-label", /^Котова Алина/);
  await journal.ready();
  await journal.row(0).open();
  const link = journal.panel.callBack.first();
  await expect(link).toHaveAttribute("href", `tel:${telephony.number}`);
  await link.click();
  await expect(journal.panel.panel.getByText("АТС набирает номер.")).toBeVisible();
});

test("a busy phone is named, and the number was not dialled", async ({ journal, telephony }) => {
  await (await telephony.incoming("201", 60).ring()).end(30);
  await journal.open(telephony.filter);
  await journal.account.open();
  await journal.account.employee.selectOption({ label: "Белов Руслан (202)" });
  await expect(journal.account.button).toHaveAttribute("aria-label", /^Белов Руслан/);
  await journal.ready();
  await journal.row(0).open();
  await journal.panel.callBack.first().click();
  await expect(journal.panel.panel.getByText("Ваш телефон занят, номер не набирался.")).toBeVisible();
});
