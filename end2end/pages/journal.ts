// The journal page: the table of calls, and the way to its toolbar, panel and menu.
import { expect, type Locator, type Page } from "@playwright/test";
import { AccountMenu } from "./account.js";
import { Panel } from "./panel.js";
import { CallRow, type Call } from "./row.js";
import { SearchBox } from "./search.js";
import { Popover, Toolbar } from "./toolbar.js";

export class Journal {
  readonly toolbar: Toolbar;
  readonly search: SearchBox;
  readonly panel: Panel;
  readonly account: AccountMenu;
  readonly grid: Locator;
  readonly calls: Locator;
  /** Order, days, views, tables to take along. */
  readonly menu: Popover;
  /** Calls per day. */
  readonly strip: Locator;

  /** `alive`: JavaScript is on, so the page comes to life after it is loaded. */
  constructor(readonly page: Page, private readonly alive = true) {
    this.toolbar = new Toolbar(page);
    this.search = new SearchBox(page);
    this.panel = new Panel(page);
    this.account = new AccountMenu(page);
    this.menu = new Popover(page, /^Вид, порядок, выгрузка/);
    this.strip = page.getByRole("group", { name: "Звонки по дням" });
    this.grid = page.getByRole("grid", { name: "Журнал звонков" });
    this.calls = this.grid.getByRole("row").filter({ has: page.getByRole("gridcell") });
  }

  /** Opens the journal as a link with these parameters would: `lost=1&period=today`. */
  async open(parameters = "") {
    await this.page.goto(parameters ? `/?${parameters}` : "/");
    await this.ready();
  }

  async reload() {
    await this.page.reload();
    await this.ready();
  }

  /** Waits until the page answers to hands. */
  async ready() {
    if (this.alive) await expect(this.page.locator("html")).toHaveAttribute("data-hydrated");
    await expect(this.toolbar.bar).toBeVisible();
  }

  /** Waits until the rows are those of the filter that was chosen last. */
  async settled() {
    await expect(this.grid.locator("xpath=..")).toHaveAttribute("aria-busy", "false");
  }

  /** The row at this place from the top, or the first one that says this. */
  row(which: number | string | RegExp) {
    const rows = typeof which === "number" ? this.calls.nth(which) : this.calls.filter({ hasText: which }).first();
    return new CallRow(rows, this.page);
  }

  /** The row of this call. */
  rowOf(call: Call) {
    return new CallRow(this.calls.filter({ has: this.page.locator(`a[href$="call=${call.id}"]`) }), this.page);
  }

  /** The row that the keyboard is on. */
  get focused() {
    return new CallRow(this.grid.locator("[role=row]:focus"), this.page);
  }

  /** The row whose call is in the panel. */
  get selected() {
    return new CallRow(this.grid.getByRole("row", { selected: true }), this.page);
  }

  /** Everything that the table says now, from top to bottom. */
  async table(): Promise<Call[]> {
    return this.calls.evaluateAll((rows) => rows.map((row) => {
      const cells = [...row.querySelectorAll("[role=gridcell]")] as HTMLElement[];
      const pictures = (cell: HTMLElement) => [...cell.querySelectorAll("[role=img]")].map((picture) => picture.getAttribute("aria-label") ?? "");
      const said = (cell: HTMLElement) => cell.innerText.trim().replace(/\s+/g, " ");
      const [mark, when, customer, employees, status, talk] = cells;
      return {
        id: Number(new URL(customer.querySelector("a")!.href).searchParams.get("call")),
        mark: pictures(mark)[0] ?? "",
        direction: pictures(when)[0] ?? "",
        when: said(when),
        started: when.querySelector("time")!.dateTime,
        customer: said(customer),
        employees: said(employees),
        status: said(status),
        talk: said(talk),
        commented: pictures(talk).includes("Есть комментарий"),
      };
    }));
  }

  /** The first call of the table that is as asked; a sentence if there is none. */
  async find(what: string, is: (call: Call) => boolean): Promise<Call> {
    const found = (await this.table()).find(is);
    if (!found) throw new Error(`No call in the table is ${what}.`);
    return found;
  }

  /** Waits until the table has rows and all of them are as asked. */
  async expectEvery(what: string, is: (call: Call) => boolean) {
    await expect
      .poll(async () => {
        const table = await this.table();
        return table.length > 0 ? table.filter((call) => !is(call)) : "no rows";
      }, { message: `every row is ${what}` })
      .toEqual([]);
  }

  /** The calls of the table by number, from top to bottom. */
  async ids() {
    return (await this.table()).map(({ id }) => id);
  }

  /** «На связи»: changes are shown as they happen. */
  get connected() {
    return this.page.getByRole("status").filter({ hasText: "На связи" });
  }

  /** «3 новых звонка» */
  get newCalls() {
    return this.page.getByRole("button", { name: /нов(ый|ых) звон/ });
  }

  /** How many calls pass the filter, as the page tells: `235 звонков`. */
  get count() {
    return this.page.getByRole("status").filter({ hasText: /^\d+\+? звон/ });
  }

  /** Everything that narrows the list. */
  get chips() {
    return this.page.getByRole("main").getByRole("listitem").filter({ has: this.page.getByRole("button", { name: /^Убрать отбор/ }) });
  }

  /** How many calls pass, as the page says it. */
  async total() {
    return Number.parseInt(await this.count.innerText(), 10);
  }

  chip(name: string) {
    return this.chips.filter({ hasText: name });
  }

  async removeChip(name: string) {
    await this.page.getByRole("button", { name: `Убрать отбор: ${name}` }).click();
  }

  async resetAll() {
    await this.page.getByRole("link", { name: "Сбросить всё" }).click();
  }

  /** Turns the wheel over the table until the last loaded row is seen. */
  async scrollToEnd() {
    await this.calls.last().scrollIntoViewIfNeeded();
  }

  /** How far the table is scrolled, in pixels. */
  scrolled() {
    return this.grid.locator("xpath=..").evaluate((frame) => frame.scrollTop);
  }

  /** Whether anything can be scrolled sideways. */
  overflow() {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }
}
