// Opens a call of the journal in Chromium again and again and presses play; then goes from place to place. Prints, in ms, how long
// it took until sound came: {"clicks":[…],"seeks":[…]}. With `wav` the browser plays nothing but WAV.
import { chromium } from "@playwright/test";

const [address, call, opens, seeks, wav] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--mute-audio", "--autoplay-policy=no-user-gesture-required"],
});
try {
  const page = await browser.newPage({ locale: "ru-RU", viewport: { width: 1440, height: 900 } });
  const times = { clicks: [], seeks: [] };
  if (wav === "wav") await page.route(/\/recordings\/\d+$/, (route) => route.fulfill({ contentType: "audio/ogg", body: "unknown" }));
  for (let open = 0; open < Number(opens); open += 1) {
    await page.goto(`${address}?call=${call}`);
    await page.locator("html[data-hydrated]").waitFor();
    const play = page.getByRole("button", { name: "Слушать" }).first();
    await play.waitFor();
    times.clicks.push(await play.evaluate(clicked));
  }
  for (let seek = 0; seek < Number(seeks); seek += 1) {
    // Places far apart, none twice.
    times.seeks.push(await page.locator("audio[hidden]").evaluate(sought, (seek * 1_237) % 3_500));
  }
  console.log(JSON.stringify(times));
} finally {
  await browser.close();
}

/** In the page: presses the button; how long until time runs. */
function clicked(button) {
  const audio = document.querySelector("audio[hidden]");
  return new Promise((resolve) => {
    const begin = performance.now();
    const look = () => (audio.currentTime > 0 && !audio.paused ? resolve(performance.now() - begin) : setTimeout(look, 1));
    button.click();
    look();
  });
}

/** In the page: goes to a second; how long until time runs there. */
function sought(audio, second) {
  return new Promise((resolve) => {
    const begin = performance.now();
    const look = () => (!audio.seeking && audio.currentTime > second ? resolve(performance.now() - begin) : setTimeout(look, 1));
    audio.currentTime = second;
    look();
  });
}
