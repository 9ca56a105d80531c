// The player of the recordings of a call.
import { type Locator } from "@playwright/test";

export class Player {
  readonly player: Locator;
  readonly play: Locator;
  readonly pause: Locator;
  readonly place: Locator;
  readonly download: Locator;
  readonly speed: Locator;
  /** The bar that is there while another call is looked at. */
  readonly elsewhere: Locator;

  constructor(panel: Locator) {
    this.elsewhere = panel.page().getByRole("region", { name: "Сейчас звучит" });
    this.player = panel.getByRole("group", { name: "Плеер" });
    this.play = this.button("Слушать");
    this.pause = this.button("Пауза");
    this.place = this.player.getByRole("slider", { name: "Место в записи" });
    this.download = this.player.getByLabel("Скачать запись");
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

  /** Opens what there is beside the speed. */
  async openHearing() {
    await this.speed.click();
    await this.player.getByLabel("Пропускать тишину").waitFor();
  }

  /** What the page's one audio element does. */
  sound() {
    return this.player.page().locator("audio[hidden]").evaluate((audio: HTMLAudioElement) => ({
      paused: audio.paused, time: audio.currentTime, source: new URL(audio.src).pathname,
    }));
  }

  async chooseSpeed(name: string) {
    await this.speed.click();
    await this.player.getByRole("group", { name: "Скорость", exact: true }).getByRole("button", { name, exact: true }).click();
  }
}
