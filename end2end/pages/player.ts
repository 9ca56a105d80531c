// The player of the recordings of a call.
import { type Locator } from "@playwright/test";

export class Player {
  readonly player: Locator;
  readonly play: Locator;
  readonly pause: Locator;
  readonly place: Locator;
  readonly download: Locator;
  readonly speed: Locator;

  constructor(panel: Locator) {
    this.player = panel.getByRole("group", { name: "Плеер" });
    this.play = this.button("Слушать");
    this.pause = this.button("Пауза");
    this.place = this.player.getByRole("slider", { name: "Место в записи" });
    this.download = this.player.getByRole("link", { name: "Скачать запись" });
    this.speed = this.player.getByLabel(/^Скорость \d/);
  }

  button(name: string) {
    return this.player.getByRole("button", { name });
  }

  part(number: number) {
    return this.player.getByRole("button", { name: new RegExp(`^${number} `) });
  }

  /** Seconds from the beginning of the part. */
  async position() {
    return Number(await this.place.inputValue());
  }

  /** «Клиент : Сотрудник (1 / 2)» */
  title(text: string | RegExp) {
    return this.player.getByText(text);
  }

  async chooseSpeed(name: string) {
    await this.speed.click();
    await this.player.getByRole("group", { name: "Скорость", exact: true }).getByRole("button", { name, exact: true }).click();
  }
}
