// The page that brings a file of customers in.
import { expect, type Page } from "@playwright/test";

export class Import {
  constructor(readonly page: Page) {}

  async open() {
    await this.page.goto("/customers");
    await expect(this.page.locator("html")).toHaveAttribute("data-hydrated");
    await this.page.getByRole("link", { name: "Загрузить" }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: "Загрузить клиентов" })).toBeVisible();
  }

  async choose(name: string, buffer: Buffer) {
    await this.page.getByLabel("Файл с клиентами").setInputFiles({ name, mimeType: "text/csv", buffer });
  }

  /** The meaning of a column. */
  column(name: string) {
    return this.sample.getByLabel(`Столбец «${name}»`);
  }

  get sample() {
    return this.page.getByRole("region", { name: "Первые строки файла" });
  }

  /** The figure of this name. */
  figure(name: string) {
    return this.page.getByRole("term").filter({ hasText: name }).locator("xpath=following-sibling::dd");
  }

  async press(name: string | RegExp) {
    await this.page.getByRole("button", { name }).click();
  }
}
