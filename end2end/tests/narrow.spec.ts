// Tablet and phone.
import type { Locator } from "@playwright/test";
import { expect, READABLE, test } from "./fixtures.js";

/** What can be pressed and is smaller than a finger: 44 px both ways, what a press around it still reaches included. */
async function tooSmall(where: Locator) {
  return where.evaluate((root) => {
    const FINGER = 43.5;
    const pressed = "a[href], button, summary, input:not([type=hidden]), select, textarea, [role=button], [role=checkbox], [role=option]";
    const isSeen = (element: Element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest("[inert], [aria-hidden=true]");
    const reach = (element: Element) => {
      element.scrollIntoView({ block: "nearest", inline: "nearest" });
      const { left, top, width, height } = element.getBoundingClientRect();
      const [x, y, half] = [left + width / 2, top + height / 2, FINGER / 2];
      const hits = (x: number, y: number) => element.contains(document.elementFromPoint(x, y));
      return {
        wide: width >= FINGER || (hits(x - half, y) && hits(x + half, y)),
        high: height >= FINGER || (hits(x, y - half) && hits(x, y + half)),
        size: `${Math.round(width)}×${Math.round(height)}`,
      };
    };
    return [...root.querySelectorAll(pressed)].filter(isSeen).flatMap((element) => {
      // A row is pressed as a whole, and a box with its label.
      const { wide, high, size } = reach(element.closest("[role=row][data-call]") ?? element.closest("label:has(> [type=checkbox])") ?? element);
      const name = element.getAttribute("aria-label") ?? element.textContent!.trim().slice(0, 40);
      return wide && high ? [] : [`${element.tagName.toLowerCase()} ${name}: ${size}`];
    });
  });
}

const TABLET = { viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

for (const [device, options] of [["tablet", TABLET], ["phone", PHONE]] as const) {
  test.describe(`on a ${device}`, () => {
    test.use(options);

    test("nothing is wider than the screen", READABLE, async ({ journal }) => {
      for (const view of ["", "missed=1&period=7d&unregistered=1&q=7", "q=нетакого"]) {
        await journal.page.goto(`/?${view}`);
        await expect(journal.toolbar.bar).toBeVisible();
        expect(await journal.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
      }
    });

    test("a call opens as a sheet that keeps the focus, and Esc or its button closes it", async ({ journal, page }) => {
      await journal.open();
      await journal.row(1).open();
      const sheet = page.getByRole("dialog", { name: "Выбранный звонок" });
      await expect(sheet).toBeVisible();
      await expect(journal.panel.details).toBeVisible();
      for (let press = 0; press < 30; press++) {
        await page.keyboard.press("Tab");
        const reached = await page.evaluate(() => document.activeElement!.closest("[role=dialog], body")!.getAttribute("role") ?? document.activeElement!.tagName);
        expect(["dialog", "BODY"], "Tab leaves the sheet for nothing but the browser itself").toContain(reached);
      }
      expect(await journal.overflow()).toBe(0);
      await journal.panel.close();
      await expect(sheet).toHaveCount(0);
      await expect(journal.grid).toBeVisible();
      await expect(page).toHaveURL("/");

      await journal.row(2).open();
      await expect(sheet).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(sheet).toHaveCount(0);
    });

    test("Back closes the sheet", async ({ journal, page }) => {
      await journal.open();
      await journal.row(0).open();
      await expect(page.getByRole("dialog", { name: "Выбранный звонок" })).toBeVisible();
      await page.goBack();
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await expect(journal.grid).toBeVisible();
    });

    test("everything that is pressed is as large as a finger", async ({ journal, page }) => {
      await journal.open("period=today&in=1");
      expect(await tooSmall(page.locator("body"))).toEqual([]);
      for (const popover of [journal.toolbar.more, journal.toolbar.period, journal.account]) {
        await popover.open();
        expect(await tooSmall(popover.content)).toEqual([]);
        await popover.closeByEscape();
      }
    });

    test("so it is where access is given, and nothing is wider than the screen", async ({ page }) => {
      for (const path of ["/sign-in", "/account", "/administration", "/administration?show=roles", "/administration?show=keys", "/administration?show=audit"]) {
        await page.goto(path);
        await expect(page.locator("html")).toHaveAttribute("data-hydrated");
        if (path === "/administration") await page.getByRole("button", { name: "Воронцов Павел" }).click();
        expect(await tooSmall(page.getByRole("main")), path).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBe(0);
      }
    });

    test("in the sheet too", async ({ journal }) => {
      await journal.open("period=today");
      await journal.row(", ").open();
      await expect(journal.panel.player.play).toBeVisible();
      expect(await tooSmall(journal.panel.panel)).toEqual([]);
    });

    test("the route can be read without scrolling the page sideways", async ({ journal }) => {
      await journal.open("period=today");
      await journal.row(", ").open();
      await journal.panel.openRoute();
      await expect(journal.panel.route.transfers.first()).toBeVisible();
      expect(await journal.overflow()).toBe(0);
    });

    test("filters and period are chosen by finger", async ({ journal }) => {
      await journal.open();
      await journal.toolbar.period.button.tap();
      await journal.toolbar.period.content.getByRole("link", { name: "Вчера" }).tap();
      await journal.expectEvery("of yesterday", (call) => call.when.startsWith("Вчера"));
      await journal.toolbar.filter("Пропущенные").tap();
      await expect(journal.chips).toHaveText(["Вчера", "Пропущенные"]);
      expect(await journal.overflow()).toBe(0);
    });

    test("a linked call can be read, and leads back to the journal", READABLE, async ({ journal, page }) => {
      await journal.page.goto("/?lost=1&from=2026-10-12&to=2026-10-12");
      await journal.row(0).row.getByRole("link").click();
      await expect(journal.panel.panel.getByText("До 24:00 12.10 никто не поговорил с этим номером.")).toBeVisible();
      await journal.panel.close();
      await expect(page).toHaveURL(/\?lost=1&from=2026-10-12&to=2026-10-12$|\?from=2026-10-12&to=2026-10-12&lost=1$/);
      await expect(journal.grid).toBeVisible();
    });
  });
}

test.describe("on a phone", () => {
  test.use(PHONE);

  test("rows are cards: the customer above, the status below, the time beside", async ({ journal }) => {
    await journal.open();
    const row = journal.row(0);
    const [customer, status, when, whole] = await Promise.all([row.customer, row.cell("Статус"), row.cell("Дата и время"), row.row].map(async (cell) => (await cell.boundingBox())!));
    expect(status.y).toBeGreaterThanOrEqual(customer.y + customer.height - 4);
    expect(when.x).toBeGreaterThan(customer.x);
    expect(whole.width).toBeGreaterThan(380);
    expect(whole.height).toBeGreaterThanOrEqual(60);
  });

  test("the sheet fills the screen", async ({ journal, page }) => {
    await journal.open();
    await journal.row(0).open();
    const sheet = (await page.getByRole("dialog", { name: "Выбранный звонок" }).boundingBox())!;
    expect(sheet.width).toBeCloseTo(390);
    expect(sheet.height).toBeGreaterThanOrEqual(780);
  });

  test("a tap into the search box does not zoom the page: its text is 16 px", async ({ journal }) => {
    await journal.open();
    const size = await journal.search.box.evaluate((box) => parseFloat(getComputedStyle(box).fontSize));
    expect(size).toBeGreaterThanOrEqual(16);
  });
});
