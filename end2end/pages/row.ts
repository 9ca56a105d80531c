// One row of the journal.
import { expect, type Locator, type Page } from "@playwright/test";

/** What a row says. */
export type Call = {
  id: number;
  /** «Нужно перезвонить», «Первое обращение» or nothing. */
  mark: string;
  /** «Входящий», «Пропущенный» … */
  direction: string;
  when: string;
  /** `2026-10-14T17:30:05`, the company's time. */
  started: string;
  customer: string;
  employees: string;
  status: string;
  talk: string;
  commented: boolean;
};

const COLUMNS = ["Внимание", "Дата и время", "Клиент", "Сотрудник", "Статус", "Разговор"] as const;

export class CallRow {
  constructor(readonly row: Locator, private readonly page: Page) {}

  cell(column: (typeof COLUMNS)[number]) {
    return this.row.getByRole("gridcell").nth(COLUMNS.indexOf(column));
  }

  get customer() {
    return this.cell("Клиент");
  }

  get attention() {
    return this.row.getByRole("img", { name: "Нужно перезвонить" });
  }

  get firstContact() {
    return this.row.getByRole("img", { name: "Первое обращение" });
  }

  get comment() {
    return this.row.getByRole("img", { name: "Есть комментарий" });
  }

  /** Presses the row and waits until the panel shows its call. */
  async open() {
    const id = await this.row.getByRole("link").evaluate((link: HTMLAnchorElement) => new URL(link.href).searchParams.get("call"));
    await this.cell("Статус").click();
    await expect(this.page).toHaveURL(new RegExp(`[?&]call=${id}(&|$)`));
  }
}
