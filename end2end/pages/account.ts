// The menu behind the person's mark: who is looking, language, theme.
import { type Page } from "@playwright/test";
import { Popover } from "./toolbar.js";

export class AccountMenu extends Popover {
  constructor(page: Page) {
    super(page, /(Настройки|Settings)$/);
  }

  get employee() {
    return this.content.getByRole("combobox");
  }

  /** A button of «Язык» or «Оформление». */
  choice(name: string) {
    return this.content.getByRole("button", { name, exact: true });
  }
}
