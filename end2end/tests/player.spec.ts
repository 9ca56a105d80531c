// The player: what one hears of a call.
import { readFileSync } from "node:fs";
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

two("a part is downloaded under a name that people read, and the whole conversation as one archive", async ({ journal, page }) => {
  const { player } = journal.panel;
  await player.download.click();
  const part = page.waitForEvent("download");
  await player.player.getByRole("link", { name: "Эту часть" }).click();
  expect((await part).suggestedFilename()).toMatch(/^2026-10-14 \d\d-\d\d-\d\d \S.*\.mp3$/);
  const whole = page.waitForEvent("download");
  await player.player.getByRole("link", { name: "Весь разговор (ZIP)" }).click();
  const archive = await whole;
  expect(archive.suggestedFilename()).toMatch(/^2026-10-14 \d\d-\d\d-\d\d \S.*\.zip$/);
  // Names in the archive's own list.
  const bytes = readFileSync(await archive.path()).toString("latin1");
  expect(bytes.match(/PK\x01\x02[^]{42}[12] 2026-10-14 /g)).toHaveLength(2);
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

two("a call goes on sounding while another is looked at, until that one is played", async ({ journal, page }) => {
  const { player } = journal.panel;
  await player.play.click();
  await expect.poll(() => player.position()).toBeGreaterThan(0.2);
  const title = (await player.player.locator("p").first().innerText()).replace(/\s*\(1 \/ 2\)$/, "");
  const { source } = await player.sound();
  const first = page.url();
  const others = (await journal.table()).filter(({ employees, id }) => employees.includes(", ") && !first.endsWith(`call=${id}`));
  for (const other of others) {
    await journal.rowOf(other).open();
    await expect(page).toHaveURL(new RegExp(`call=${other.id}$`));
    await expect(journal.panel.panel.locator("[aria-busy=true]")).toHaveCount(0);
    // Not every call is recorded.
    if (await player.player.count() > 0) break;
  }
  await expect(player.elsewhere).toContainText(title);
  await expect(player.play).toBeVisible();
  const { time } = await player.sound();
  await expect.poll(async () => (await player.sound()).time).toBeGreaterThan(time);
  expect((await player.sound()).source).toBe(source);

  await player.elsewhere.getByRole("button", { name: "Пауза" }).click();
  expect((await player.sound()).paused).toBe(true);
  await player.elsewhere.getByRole("button", { name: "Слушать дальше" }).click();
  await player.elsewhere.getByRole("link").click();
  await expect(page).toHaveURL(first);
  await expect(player.elsewhere).toHaveCount(0);
  await expect(player.pause).toBeVisible();

  await page.goBack();
  await player.play.click();
  await expect(player.elsewhere).toHaveCount(0);
  await expect.poll(async () => (await player.sound()).source).not.toBe(source);
});

two("the bar of what sounds elsewhere ends it", async ({ journal }) => {
  const { player } = journal.panel;
  await player.play.click();
  await expect.poll(() => player.position()).toBeGreaterThan(0.2);
  await journal.row("Дозвонились").open();
  await player.elsewhere.getByRole("button", { name: "Закончить прослушивание" }).click();
  await expect(player.elsewhere).toHaveCount(0);
  expect((await player.sound()).paused).toBe(true);
});

two("sound really comes out", async ({ journal, page }) => {
  const { player } = journal.panel;
  await player.play.click();
  await expect.poll(() => player.position()).toBeGreaterThan(0.2);
  const loudest = await page.locator("audio").evaluate(async (audio: HTMLAudioElement) => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    const stream = (audio as unknown as { captureStream(): MediaStream }).captureStream();
    context.createMediaStreamSource(stream).connect(analyser);
    const wave = new Float32Array(analyser.fftSize);
    let loudest = 0;
    while (!audio.ended && loudest < 0.01) {
      await new Promise(requestAnimationFrame);
      analyser.getFloatTimeDomainData(wave);
      loudest = Math.max(loudest, ...wave);
    }
    return loudest;
  });
  expect(loudest).toBeGreaterThan(0.01);
});

two("both sides are drawn, and one can be made louder", async ({ journal }) => {
  const { player } = journal.panel;
  await expect(player.player.locator(".wave .line > svg")).toHaveCount(2);
  await player.play.click();
  await player.openHearing();
  const balance = player.player.getByRole("slider", { name: "Громкость сторон" });
  await expect(balance).toHaveAttribute("aria-valuetext", "стороны одинаково громкие");
  await balance.fill("1");
  await expect(balance).toHaveAttribute("aria-valuetext", "громче: Сотрудник");
  const { time } = await player.sound();
  await expect.poll(async () => (await player.sound()).time).toBeGreaterThan(time);
});

two("a recording that has no drawing is heard all the same, and is not asked for one again and again", async ({ journal, page, troubles }) => {
  troubles.expect(/Failed to load resource|404/);
  const { player } = journal.panel;
  let asked = 0;
  await page.route("**/api/waveform", (route) => {
    asked += 1;
    return route.fulfill({ status: 404, json: "NotFound" });
  });
  await journal.reload();
  await player.play.click();
  await expect.poll(() => player.position()).toBeGreaterThan(3);
  await expect(player.player.locator(".wave")).toHaveCount(0);
  // When it was shown, and when it began to sound.
  expect(asked).toBeLessThanOrEqual(2);
});

two("silence is skipped, and the choice remembered", async ({ journal, page }) => {
  const { player } = journal.panel;
  await page.route("**/api/waveform", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), quiet: [[300, 6000]] } });
  });
  await journal.reload();
  await player.openHearing();
  await player.player.getByLabel("Пропускать тишину").check();
  await player.play.click();
  await expect.poll(() => player.position(), { intervals: [100] }).toBeGreaterThan(5);
  expect(await player.position()).toBeLessThan(9);
  await journal.reload();
  await player.openHearing();
  await expect(player.player.getByLabel("Пропускать тишину")).toBeChecked();
});

two("a link leads to a second of the conversation", async ({ journal, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { player } = journal.panel;
  await player.part(2).click();
  await player.place.fill("3.5");
  await player.button("Скопировать ссылку на").click();
  await expect(player.player.getByText("Ссылка скопирована")).toBeAttached();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/\?call=\d+&t=0:\d\d$/);
  await page.goto(link);
  await expect(player.title("(2 / 2)")).toBeVisible();
  // A link names whole seconds of the whole conversation.
  // The part is chosen a moment before its second.
  await expect.poll(() => player.position()).toBeLessThanOrEqual(3.5);
  expect(await player.position()).toBeGreaterThan(2.4);
  expect(await page.locator("audio[hidden]").getAttribute("src")).toBeNull();
});

two("a second is marked in the comment, and leads back to it", async ({ journal, page }) => {
  const { player } = journal.panel;
  await player.place.fill("4.2");
  await player.button("Отметить 0:04 в комментарии").click();
  await expect(journal.panel.comment.field).toBeFocused();
  await page.keyboard.type("цена");
  await player.part(2).click();
  const mark = journal.panel.panel.getByRole("group", { name: "Отметки в разговоре" }).getByRole("button");
  await expect(mark).toHaveText(/^0:04\s+цена$/);
  await mark.click();
  await expect(player.title("(1 / 2)")).toBeVisible();
  await expect(player.pause).toBeVisible();
  await expect.poll(() => player.position()).toBeGreaterThan(4);
});

two("who listened is written down", async ({ journal }) => {
  const { player } = journal.panel;
  await player.part(2).click();
  await player.play.click();
  await expect.poll(() => player.position()).toBeGreaterThan(0.2);
  await expect(async () => {
    await journal.reload();
    await journal.panel.panel.getByText(/^Прослушивания: /).click();
    await expect(journal.panel.panel.getByRole("listitem").filter({ hasText: /слушал\(а\), часть 2/ }).first()).toBeVisible({ timeout: 2000 });
  }).toPass();
});

two("the system's media keys know what sounds", async ({ journal, page }) => {
  const { player } = journal.panel;
  await player.play.click();
  await expect.poll(() => player.position()).toBeGreaterThan(0);
  const title = await player.player.locator("p span").first().innerText();
  await expect.poll(() => page.evaluate(() => [navigator.mediaSession.metadata?.title, navigator.mediaSession.playbackState])).toEqual([title, "playing"]);
  await player.pause.click();
  await expect.poll(() => page.evaluate(() => navigator.mediaSession.playbackState)).toBe("paused");
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

two("what the browser does not play comes as WAV, and so do the next parts", async ({ journal, page }) => {
  const asked: string[] = [];
  await page.route("**/recordings/*", (route) => {
    const { search } = new URL(route.request().url());
    asked.push(search);
    return search === "?wav" ? route.continue() : route.fulfill({ contentType: "audio/ogg", body: "of a kind that is not known here" });
  });
  const { player } = journal.panel;
  await player.play.click();
  await expect.poll(() => player.position()).toBeGreaterThan(0.3);
  await expect(player.pause).toBeVisible();
  await player.part(2).click();
  await expect.poll(() => player.position()).toBeGreaterThan(0.3);
  expect(asked.filter((search) => search !== "?wav")).toHaveLength(1);
  await expect(player.player.getByRole("alert")).toBeHidden();
});

two.describe("at 200 % zoom", () => {
  two.use({ viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 });
  two("all of the player is within reach", async ({ journal, page }) => {
    const { player } = journal.panel;
    await player.play.click();
    await expect.poll(() => player.position()).toBeGreaterThan(0.3);
    await player.openHearing();
    const quiet = player.player.getByLabel("Пропускать тишину");
    await quiet.scrollIntoViewIfNeeded();
    await expect(quiet).toBeInViewport({ ratio: 1 });
    await page.keyboard.press("Escape");
    for (const name of ["Предыдущая часть", "Следующая часть"]) {
      await player.button(name).scrollIntoViewIfNeeded();
      await expect(player.button(name)).toBeInViewport({ ratio: 1 });
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  });
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
