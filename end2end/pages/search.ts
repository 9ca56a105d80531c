// The search box and what it suggests.
import { expect, type Locator, type Page } from "@playwright/test";

export class SearchBox {
  readonly box: Locator;
  readonly suggestions: Locator;

  constructor(page: Page) {
    this.box = page.getByRole("combobox", { name: "Поиск по клиентам, номерам и сотрудникам" });
    this.suggestions = page.getByRole("listbox", { name: "Подсказки" }).getByRole("option");
  }

  /** Types letter by letter, as people do. */
  async type(text: string) {
    await this.box.click();
    await this.box.pressSequentially(text);
  }

  get chosen() {
    return this.suggestions.and(this.box.page().locator("[aria-selected=true]"));
  }

  async clear() {
    await this.box.page().getByRole("link", { name: "Очистить поиск" }).click();
    await expect(this.box).toHaveValue("");
  }
}
