// The side panel: recordings, details, route, comment of the selected call.
import { expect, type Locator, type Page } from "@playwright/test";
import { Player } from "./player.js";

export class Panel {
  /** Docked beside the table, or a sheet above it. */
  readonly panel: Locator;
  readonly player: Player;
  readonly comment: CommentField;
  readonly route: RouteDialog;

  constructor(readonly page: Page) {
    this.panel = page.getByRole("complementary", { name: "Выбранный звонок" }).or(page.getByRole("dialog", { name: "Выбранный звонок" }));
    this.player = new Player(this.panel);
    this.comment = new CommentField(this.panel);
    this.route = new RouteDialog(page);
  }

  get details() {
    return this.panel.getByRole("heading", { name: "Сведения о звонке" });
  }

  /** What stands beside this label in «Сведения о звонке». */
  fact(label: string) {
    return this.panel.getByRole("term").filter({ hasText: new RegExp(`^${label}$`) }).locator("xpath=following-sibling::dd[1]");
  }

  /** The links «Перезвонить», which dial. */
  get callBack() {
    return this.panel.getByRole("link", { name: "Перезвонить", exact: true });
  }

  /** The link to the call that decided: «Перезвонили в 17:08». */
  get decidedBy() {
    return this.panel.getByRole("link", { name: /^(Перезвонили|Позвонили ещё раз|Разговор начался)/ });
  }

  async openRoute() {
    await this.panel.getByRole("button", { name: "Детализация звонка" }).click();
    await expect(this.route.dialog).toBeVisible();
  }

  async close() {
    await this.panel.getByRole("link", { name: "Закрыть" }).or(this.panel.getByRole("link", { name: "Назад к журналу" })).first().click();
  }
}

/** «Детализация звонка» */
export class RouteDialog {
  readonly dialog: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole("dialog", { name: "Детализация звонка" });
  }

  get legs() {
    return this.dialog.getByRole("row").filter({ has: this.dialog.page().getByRole("cell", { name: /^\d+$/ }) });
  }

  get transfers() {
    return this.dialog.getByRole("row", { name: / перевёл\(а\) звонок на / });
  }

  fact(label: string) {
    return this.dialog.getByRole("term").filter({ hasText: label }).locator("xpath=following-sibling::dd[1]");
  }
}

/** «Комментарий» */
export class CommentField {
  readonly field: Locator;
  readonly state: Locator;
  readonly conflict: Locator;

  constructor(private readonly panel: Locator) {
    this.field = panel.getByRole("textbox", { name: "Комментарий" });
    this.state = panel.getByRole("status");
    this.conflict = panel.getByRole("alert").filter({ hasText: "Пока вы писали" });
  }

  async type(text: string) {
    await expect(this.field).toBeEditable();
    await this.field.fill(text);
  }

  async saveByKeys() {
    await this.field.press("Control+Enter");
  }

  get saveButton() {
    return this.panel.getByRole("button", { name: /^Сохранить/ });
  }

  async resolve(choice: "Оставить моё" | "Взять их" | "Соединить") {
    await this.conflict.getByRole("button", { name: choice }).click();
  }
}
