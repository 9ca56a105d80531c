// The search box: narrows while typing, and suggests what could be meant.
import { expect, READABLE, test } from "./fixtures.js";

test("the list narrows while typing: any part of a customer's name, in any case", async ({ journal, page }) => {
  await journal.open();
  await journal.search.type("ВЕРЕСК");
  await journal.expectEvery("of Вереск", (call) => call.customer.includes("Вереск"));
  await expect(page).toHaveURL(/[?&]q=/);
  await expect(journal.calls.first().getByText("Вереск", { exact: true })).toBeVisible(); // the match is marked
  await journal.search.clear();
  await expect.poll(async () => (await journal.table()).some((call) => !call.customer.includes("Вереск"))).toBe(true);
  await expect(page).toHaveURL("/");
});

test("е finds ё, and ё finds е", READABLE, async ({ journal }) => {
  await journal.open("q=темный");
  const plain = await journal.ids();
  await journal.open("q=тёмный");
  expect(await journal.ids()).toEqual(plain);
  await journal.open("q=алена");
  await journal.expectEvery("with Алёна", (call) => /Ал[её]на/.test(call.employees + call.customer) || call.customer !== "");
  expect((await journal.table()).some((call) => call.employees.includes("Алёна"))).toBe(true);
});

test("several words must all match", READABLE, async ({ journal }) => {
  await journal.open("q=орлова мещеряк");
  await journal.expectEvery("with both", (call) => call.employees.includes("Орлова") && call.employees.includes("Мещеряк"));
});

test("a number is found in whatever form it is typed", READABLE, async ({ journal }) => {
  await journal.open("unregistered=1");
  const { customer: shown } = await journal.find("of a number of Russia", (call) => call.customer.startsWith("+7 (900)"));
  const [a, b, c, d] = shown.match(/\d+/g)!.slice(1);
  const forms = [shown, `+7${a}${b}${c}${d}`, `8${a}${b}${c}${d}`, `8 ${a} ${b}-${c}-${d}`, `${a}${b}${c}${d}`, `8(${a})${b}-${c}-${d}`];
  for (const form of forms) {
    await journal.open(`q=${encodeURIComponent(form)}`);
    await journal.expectEvery(`of ${shown}, searched as ${form}`, (call) => call.customer === shown);
  }
});

test("a run of digits is found inside numbers", async ({ journal }) => {
  await journal.open("unregistered=1");
  const { customer } = await journal.find("of a number of Russia", (call) => call.customer.startsWith("+7 (900)"));
  const run = customer.replace(/\D/g, "").slice(6);
  await journal.search.type(run);
  await journal.expectEvery(`with ${run}`, (call) => call.customer.replace(/\D/g, "").includes(run));
});

test("an employee's name finds the employee's calls", async ({ journal }) => {
  await journal.open("period=today");
  await journal.search.type("щукин");
  await journal.expectEvery("Щукин's", (call) => call.employees.includes("Щукин Роман") || call.status === "Нет ответа");
  expect((await journal.table()).some((call) => call.employees.includes("Щукин Роман"))).toBe(true);
});

test("search works on top of filters", async ({ journal }) => {
  await journal.open("out=1&period=yesterday");
  await journal.search.type("щукин");
  await journal.expectEvery("Щукин's outgoing call of yesterday", (call) => call.direction.startsWith("Исходящий") && call.when.startsWith("Вчера") && call.employees.includes("Щукин"));
});

test("Enter searches", READABLE, async ({ journal, page }) => {
  await journal.open("out=1");
  await journal.search.box.fill("вереск");
  await journal.search.box.press("Enter");
  await journal.expectEvery("an outgoing call of Вереск", (call) => call.customer.includes("Вереск") && call.direction.startsWith("Исходящий"));
  expect(new URL(page.url()).searchParams.get("q")).toBe("вереск");
  await expect(journal.search.box).toHaveValue("вереск");
});

test("suggestions are named by kind, and the keyboard makes a chip of one", async ({ journal, page }) => {
  await journal.open();
  await journal.search.type("орлова");
  await expect(journal.search.suggestions.filter({ hasText: "Сотрудник: Орлова Ольга" })).toBeVisible();
  await expect(journal.search.box).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowDown");
  await expect(journal.search.chosen).toHaveCount(1);
  while (!(await journal.search.chosen.innerText()).includes("Орлова Ольга")) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(journal.chips).toHaveText(["Сотрудник: Орлова Ольга"]);
  await expect(journal.search.box).toHaveValue("");
  await expect(page).toHaveURL(/\?employee=\d+$/);
  await expect(journal.search.suggestions).toHaveCount(0);
  expect((await journal.table()).some((call) => call.employees.includes("Орлова Ольга"))).toBe(true);
});

test("the arrows go round the suggestions", async ({ journal, page }) => {
  await journal.open();
  await journal.search.type("ве");
  await expect(journal.search.suggestions.nth(1)).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await expect(journal.search.suggestions.last()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(journal.search.suggestions.first()).toHaveAttribute("aria-selected", "true");
});

test("a suggested number makes a chip of exactly that number", async ({ journal }) => {
  await journal.open("unregistered=1");
  const { customer } = await journal.find("of a number of Russia", (call) => call.customer.startsWith("+7 (900)"));
  await journal.search.type(customer.replace(/\D/g, "").slice(1));
  await journal.search.suggestions.filter({ hasText: `Номер: ${customer}` }).click();
  await expect(journal.chips).toHaveText(["Незарегистрированные", `Номер: ${customer}`]);
  await journal.expectEvery("of that number", (call) => call.customer === customer);
});

test("Esc clears the box, then goes to the rows", async ({ journal, page }) => {
  await journal.open();
  await journal.search.type("вереск");
  await expect(page).toHaveURL(/q=/);
  await page.keyboard.press("Escape");
  await expect(journal.search.box).toHaveValue("");
  await expect(journal.search.box).toBeFocused();
  await expect(page).toHaveURL("/");
  await page.keyboard.press("Escape");
  await expect(journal.focused.row).toHaveCount(1);
});

for (const keys of ["/", "Control+Shift+F"]) {
  test(`${keys} goes to the search box and marks what stands there`, async ({ journal, page }) => {
    await journal.open("q=вереск");
    await journal.row(1).open();
    await expect(journal.search.box).not.toBeFocused();
    await page.keyboard.press(keys);
    await expect(journal.search.box).toBeFocused();
    await page.keyboard.type("орлова");
    await expect(journal.search.box).toHaveValue("орлова");
  });
}

test("a slash in a comment is a slash", async ({ journal, page }) => {
  await journal.open();
  await journal.row(5).open();
  await expect(journal.panel.comment.field).toBeEditable();
  await journal.panel.comment.field.focus();
  await page.keyboard.type("1/2");
  await expect(journal.panel.comment.field).toHaveValue("1/2");
  await expect(journal.panel.comment.field).toBeFocused();
});

test("letters typed before the page came to life are searched for", async ({ journal, page }) => {
  let letIn = () => {};
  const typed = new Promise<void>((resolve) => (letIn = resolve));
  await page.route("**/*.wasm", async (route) => {
    await typed;
    await route.continue();
  });
  await page.goto("/", { waitUntil: "commit" });
  await journal.search.box.fill("вереск");
  letIn();
  await journal.ready();
  await journal.expectEvery("of Вереск", (call) => call.customer.includes("Вереск"));
  await expect(journal.search.box).toHaveValue("вереск");
});

test("signs that mean something to programs are searched for as they are", async ({ journal, page }) => {
  await journal.open();
  for (const text of ["ор%ва", "орл_ва", "орл*ва", "орл.ва", "'; DROP TABLE calls; --", "<b>орлова", "орлова\\", "\"а\" OR \"о\""]) {
    await journal.search.box.fill(text);
    await expect(page.getByRole("heading", { name: "Звонков не найдено" })).toBeVisible();
    await expect(page.getByText(`поиск «${text}».`)).toBeVisible();
    expect(new URL(page.url()).searchParams.get("q")).toBe(text);
  }
  await journal.reload();
  await expect(journal.search.box).toHaveValue("\"а\" OR \"о\"");
});
