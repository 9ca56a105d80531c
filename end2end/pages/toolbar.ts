// The bar above the table: period, direction, further filters, my calls.
import { expect, type Locator, type Page } from "@playwright/test";

/** A button that opens something below itself. */
export class Popover {
  readonly button: Locator;
  readonly content: Locator;

  constructor(private readonly page: Page, label: RegExp) {
    this.button = page.locator("summary").and(page.getByLabel(label));
    this.content = page.getByRole("group").filter({ has: this.button }).locator("> :not(summary)");
  }

  async open() {
    await this.button.click();
    await expect(this.content).toBeVisible();
  }

  async closeByEscape() {
    await this.page.keyboard.press("Escape");
    await expect(this.content).toBeHidden();
  }
}

export class Toolbar {
  readonly bar: Locator;
  readonly period: PeriodPicker;
  readonly more: Popover;

  constructor(private readonly page: Page) {
    this.bar = page.getByRole("region", { name: "Отбор звонков" });
    this.period = new PeriodPicker(page);
    this.more = new Popover(page, /^Другие отборы/);
  }

  /** A filter that is on or off: a button of the bar, or a line of the menu «Другие отборы». */
  filter(name: string) {
    return this.bar.getByRole("button", { name, exact: true }).or(this.more.content.getByRole("checkbox", { name, exact: true }));
  }

  /** Switches a filter by the mouse, and opens the menu if it stands there. */
  async switch(name: string) {
    const button = this.bar.getByRole("button", { name, exact: true });
    if (await button.count()) return button.click();
    await this.more.open();
    await this.more.content.getByRole("checkbox", { name, exact: true }).click();
    await this.page.keyboard.press("Escape");
  }
}

/** «Период»: names of the usual ones, a calendar, two fields. */
export class PeriodPicker extends Popover {
  readonly first: Locator;
  readonly last: Locator;

  constructor(page: Page) {
    super(page, /^Период/);
    this.first = this.content.getByLabel("Первый день");
    this.last = this.content.getByLabel("Последний день");
  }

  async choose(preset: string) {
    await this.open();
    await this.content.getByRole("link", { name: preset }).click();
  }

  day(number: number, month: string) {
    return this.content.getByRole("table", { name: month }).getByRole("button", { name: String(number), exact: true }).or(
      this.content.getByRole("table", { name: month }).getByRole("button", { name: new RegExp(`^0?${number}[.,]`) }),
    );
  }

  async show() {
    await this.content.getByRole("button", { name: "Показать" }).click();
  }
}
