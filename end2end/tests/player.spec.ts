// The player: what one hears of a call.
import { expect, test } from "./fixtures.js";

/** A call with two recordings, open in the panel. */
const two = test.extend({
  journal: async ({ journal }, use) => {
    await journal.open("period=today");
    const call = await journal.find("recorded in two parts", ({ employees }) => employees.includes(", "));
    await journal.rowOf(call).open();
    await expect(journal.panel.player.play).toBeVisible();
    await use(journal);
  },
});

two("play lets time run, pause stops it", async ({ journal }) => {
  const { player } = journal.panel;
  await expect(player.title("нажмите play для прослушивания")).toBeVisible();
  await expect(player.title(/\S : \S+ \S+$/)).toBeVisible();
  await expect(player.title("(1 / 2)")).toBeVisible();
  await player.play.click();
  await expect(player.pause).toBeVisible();
  await expect.poll(() => player.position()).toBeGreaterThan(0.5);
  await player.pause.click();
  await expect(player.play).toBeVisible();
  await expect(player.title("нажмите play для прослушивания")).toBeHidden();
  const stopped = await player.position();
  expect(await player.position()).toBe(stopped);
});

two("the speed is chosen from a list and kept for the next call", async ({ journal }) => {
  const { player } = journal.panel;
  await player.chooseSpeed("1,5×");
  await expect(player.speed).toHaveText("1,5×");
  await expect(player.speed).toBeFocused();
  const rate = () => journal.page.locator("audio").evaluate((audio: HTMLAudioElement) => [audio.playbackRate, audio.preservesPitch]);
  expect(await rate()).toEqual([1.5, true]);
  await player.part(2).click();
  expect(await rate()).toEqual([1.5, true]);
  await journal.reload();
  await expect(player.speed).toHaveText("1,5×");
});

two("the next part and the previous one", async ({ journal }) => {
  const { player } = journal.panel;
  await expect(player.part(1)).toHaveAttribute("aria-current", "true");
  await player.button("Следующая часть").click();
  await expect(player.title("(2 / 2)")).toBeVisible();
  await expect(player.part(2)).toHaveAttribute("aria-current", "true");
  await player.button("Предыдущая часть").click();
  await expect(player.title("(1 / 2)")).toBeVisible();
  await player.part(2).click();
  await expect(player.title("(2 / 2)")).toBeVisible();
});

two("parts follow one another on their own", async ({ journal }) => {
  const { player } = journal.panel;
  await player.chooseSpeed("2×");
  await player.play.click();
  await expect.poll(() => player.position()).toBeGreaterThan(0);
  await player.place.fill("7.5");
  await expect(player.title("(2 / 2)")).toBeVisible();
  await expect(player.pause).toBeVisible();
  await expect.poll(() => player.position()).toBeGreaterThan(0.2);
});

two("the keyboard plays, skips, changes part and speed", async ({ journal, page }) => {
  const { player } = journal.panel;
  await player.part(2).click();
  await player.place.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => player.position()).toBe(10);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => player.position()).toBe(0);
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(player.title("(1 / 2)")).toBeVisible();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(player.title("(2 / 2)")).toBeVisible();
  await page.keyboard.press(">");
  await expect(player.speed).toHaveText("1,25×");
  await page.keyboard.press("<");
  await page.keyboard.press("<");
  await expect(player.speed).toHaveText("0,75×");
  await page.keyboard.press("Space");
  await expect(player.pause).toBeVisible();
  await page.keyboard.press("Space");
  await expect(player.play).toBeVisible();
});

two("a recording is downloaded under the name that the telephone system gave it", async ({ journal, page }) => {
  const download = page.waitForEvent("download");
  await journal.panel.player.download.click();
  expect((await download).suggestedFilename()).toMatch(/^[\w+-]+-\d{8}-\d{6}-[\d.]+\.mp3$/);
});

two("mute and volume", async ({ journal }) => {
  const { player } = journal.panel;
  const audio = () => journal.page.locator("audio").evaluate((audio: HTMLAudioElement) => ({ muted: audio.muted, volume: audio.volume }));
  await player.button("Выключить звук").click();
  await expect(player.button("Включить звук")).toBeVisible();
  expect((await audio()).muted).toBe(true);
  await player.player.getByRole("slider", { name: "Громкость" }).fill("0.5");
  await expect(player.button("Выключить звук")).toBeVisible();
  expect(await audio()).toEqual({ muted: false, volume: 0.5 });
});

two("another call silences the first", async ({ journal }) => {
  const { player } = journal.panel;
  await player.play.click();
  await expect.poll(() => player.position()).toBeGreaterThan(0.2);
  const first = await journal.page.locator("audio").elementHandle();
  await journal.row("Дозвонились").open();
  await expect(journal.panel.fact("Сотрудники")).toHaveCount(0);
  expect(await first!.evaluate((audio) => (audio as HTMLAudioElement).paused)).toBe(true);
});

test("a missed call has no recordings, and says so", async ({ journal }) => {
  await journal.open("missed=1");
  await journal.row(0).open();
  await expect(journal.panel.panel.getByText("Нет записей — разговора не было")).toBeVisible();
  await expect(journal.panel.player.player).toHaveCount(0);
});

two("a file that does not open is told, and play tries again", async ({ journal, page, troubles }) => {
  troubles.expect(/Failed to load resource|404/);
  const { player } = journal.panel;
  await page.route("**/recordings/*", (route) => route.fulfill({ status: 404 }));
  await player.play.click();
  await expect(player.player.getByRole("alert")).toContainText("Запись не открывается");
  await page.unroute("**/recordings/*");
  await player.play.click();
  await expect(player.pause).toBeVisible();
  await expect(player.player.getByText("Запись не открывается")).toBeHidden();
});

two("nothing is loaded before somebody presses play", async ({ journal, page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await journal.row(0).open();
  await expect(journal.panel.details).toBeVisible();
  await page.goBack();
  await expect(journal.panel.player.title("(1 / 2)")).toBeVisible();
  await expect(journal.panel.player.play).toBeVisible();
  expect(asked.filter((path) => path.startsWith("/recordings/"))).toEqual([]);
});
