// Customers: whose a number is, in the panel; the card in front of the journal; the list and the page of one customer.
import { expect, type Locator, type Page } from "@playwright/test";

/** «Клиент» of an unknown number in the panel. */
export class Assign {
  readonly field: Locator;
  readonly options: Locator;

  constructor(private readonly page: Page, private readonly panel: Locator) {
    this.field = panel.getByRole("combobox", { name: "Клиент" });
    this.options = panel.getByRole("listbox", { name: "Клиенты" }).getByRole("option");
  }

  /** Types a name and waits until somebody of that name is proposed. */
  async find(name: string) {
    await this.field.fill(name);
    await expect(this.options.filter({ hasText: name }).first()).toBeVisible();
  }

  async giveToCustomer(name: string) {
    await this.find(name);
    await this.options.filter({ hasText: name }).first().click();
    await this.panel.getByRole("button", { name: "Добавить номер клиенту" }).click();
  }

  get create() {
    return this.panel.getByRole("button", { name: "Создать клиента (F7)" });
  }

  get undo() {
    return this.panel.getByRole("button", { name: "Отменить" });
  }

  /** Presses a button of what opened below the field. */
  async press(name: string | RegExp) {
    await this.panel.getByRole("button", { name }).click();
  }
}

/** The card as a form. */
export class Card {
  constructor(readonly page: Page, readonly form: Locator) {}

  /** The card in front of the journal. */
  static dialog(page: Page) {
    return new Card(page, page.getByRole("dialog", { name: "Новый клиент" }));
  }

  get name() {
    return this.field("Наименование");
  }

  field(label: string) {
    return this.form.getByLabel(label, { exact: true });
  }

  group(name: string) {
    return this.form.getByRole("group", { name, exact: true });
  }

  get phones() {
    return this.group("Контактная информация").getByRole("textbox", { name: "Телефон" });
  }

  async addContact(name: string) {
    await this.form.getByRole("button", { name: "+ контактное лицо" }).click();
    await this.form.getByLabel("Имя", { exact: true }).last().fill(name);
    return this.group(name);
  }

  async save() {
    await this.form.getByRole("button", { name: "Записать", exact: true }).click();
    await expect(this.form.getByText("Записано", { exact: true })).toBeVisible();
  }

  async saveAndClose() {
    await this.form.getByRole("button", { name: "Записать и закрыть" }).click();
  }
}

/** The page «Клиенты». */
export class Customers {
  readonly search: Locator;
  readonly rows: Locator;

  constructor(readonly page: Page, private readonly alive = true) {
    this.search = page.getByRole("searchbox", { name: "Поиск клиентов" });
    this.rows = page.getByRole("row").filter({ has: page.getByRole("rowheader") });
  }

  async open(address = "/customers") {
    await this.page.goto(address);
    if (this.alive) await expect(this.page.locator("html")).toHaveAttribute("data-hydrated");
  }

  row(name: string) {
    return this.rows.filter({ hasText: name });
  }

  async openCard(name: string) {
    await this.row(name).getByRole("link", { name }).click();
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }

  get card() {
    return new Card(this.page, this.page.getByRole("main"));
  }
}
