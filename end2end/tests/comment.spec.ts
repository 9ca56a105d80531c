// The comment of a call. Each test writes on a day of its own: tests run side by side on one journal.
import { expect, test } from "./fixtures.js";

test("Ctrl+Enter saves; the row gets its icon; author and time are kept", async ({ journal }) => {
  await journal.open("from=2026-08-03&to=2026-08-03");
  const call = await journal.find("without a comment", (call) => !call.commented);
  await journal.rowOf(call).open();
  const { comment } = journal.panel;
  await expect(comment.state).toHaveText("Сохраняется вместе со звонком");
  await comment.type("Просит счёт до пятницы\nи договор <b>");
  await expect(comment.state).toHaveText("Не сохранено: черновик");
  await comment.saveByKeys();
  await expect(comment.state).toHaveText("Белозёрова Марина, 14.10.2026, 17:35");
  await expect(journal.rowOf(call).comment).toBeVisible();
  await journal.reload();
  await expect(comment.field).toHaveValue("Просит счёт до пятницы\nи договор <b>");
  await expect(comment.state).toHaveText("Белозёрова Марина, 14.10.2026, 17:35");
  await expect(journal.rowOf(call).comment).toBeVisible();
});

test("the button saves too, and an emptied comment goes away with its icon", async ({ journal }) => {
  await journal.open("from=2026-08-04&to=2026-08-04");
  const call = await journal.find("without a comment", (call) => !call.commented);
  await journal.rowOf(call).open();
  const { comment } = journal.panel;
  await comment.type("Ошиблись номером");
  await comment.saveButton.click();
  await expect(journal.rowOf(call).comment).toBeVisible();
  await comment.type("");
  await comment.saveByKeys();
  await expect(journal.rowOf(call).comment).toHaveCount(0);
  await expect(comment.state).toHaveText("Сохраняется вместе со звонком");
});

test("what was typed is kept when another row is selected, and over a reload", async ({ journal }) => {
  await journal.open("from=2026-08-05&to=2026-08-05");
  const [first, second] = (await journal.table()).filter((call) => !call.commented);
  const { comment } = journal.panel;
  await journal.rowOf(first).open();
  await comment.type("черновик о первом");
  await journal.rowOf(second).open();
  await expect(comment.field).toHaveValue("");
  await comment.type("черновик о втором");
  await journal.rowOf(first).open();
  await expect(comment.field).toHaveValue("черновик о первом");
  await expect(comment.state).toHaveText("Не сохранено: черновик");
  await journal.reload();
  await expect(comment.field).toHaveValue("черновик о первом");
  await journal.rowOf(second).open();
  await expect(comment.field).toHaveValue("черновик о втором");
});

test("when two people write at once, neither text is lost", async ({ journal, colleague, troubles }) => {
  troubles.expect(/status of 409/);
  const day = "from=2026-08-06&to=2026-08-06";
  await journal.open(day);
  const call = await journal.find("without a comment", (call) => !call.commented);
  await colleague.open(`${day}&call=${call.id}`);
  await journal.rowOf(call).open();
  await journal.panel.comment.type("Моё");
  await colleague.panel.comment.type("Чужое");
  await colleague.panel.comment.saveByKeys();
  await expect(colleague.rowOf(call).comment).toBeVisible();

  await journal.panel.comment.saveByKeys();
  const { comment } = journal.panel;
  await expect(comment.conflict).toContainText("Пока вы писали, комментарий изменили");
  await expect(comment.conflict.getByLabel("Сохранённый текст")).toHaveText("Чужое");
  await expect(comment.field).toHaveValue("Моё");
  await comment.resolve("Соединить");
  await expect(comment.field).toHaveValue("Чужое\n\nМоё");
  await comment.saveByKeys();
  await expect(comment.state).toHaveText(/^Белозёрова Марина/);

  await colleague.reload();
  await expect(colleague.panel.comment.field).toHaveValue("Чужое\n\nМоё");
});

for (const [choice, kept] of [["Оставить моё", "Моё"], ["Взять их", "Чужое"]] as const) {
  test(`«${choice}» keeps ${kept}`, async ({ journal, colleague, troubles }) => {
    troubles.expect(/status of 409/);
    const day = choice === "Взять их" ? "2026-08-07" : "2026-08-10";
    await journal.open(`from=${day}&to=${day}`);
    const call = await journal.find("without a comment", (call) => !call.commented);
    await colleague.open(`from=${day}&to=${day}&call=${call.id}`);
    await journal.rowOf(call).open();
    await journal.panel.comment.type("Моё");
    await colleague.panel.comment.type("Чужое");
    await colleague.panel.comment.saveByKeys();
    await expect(colleague.rowOf(call).comment).toBeVisible();
    await journal.panel.comment.saveByKeys();
    await journal.panel.comment.resolve(choice);
    await expect(journal.panel.comment.conflict).toHaveCount(0);
    await expect(journal.panel.comment.field).toHaveValue(kept);
    await expect(journal.panel.comment.state).toHaveText(/^Белозёрова Марина/);
    await journal.reload();
    await expect(journal.panel.comment.field).toHaveValue(kept);
  });
}

test("without a connection the text stays and can be saved later", async ({ journal, page, troubles }) => {
  troubles.expect(/Failed to load resource/);
  await journal.open("from=2026-08-11&to=2026-08-11");
  const call = await journal.find("without a comment", (call) => !call.commented);
  await journal.rowOf(call).open();
  const { comment } = journal.panel;
  await comment.type("Связь пропала");
  await page.route("**/api/save_comment*", (route) => route.abort("connectionrefused"));
  await comment.saveByKeys();
  await expect(journal.panel.panel.getByRole("alert").filter({ hasText: "Не сохранилось, текст остался здесь. Нет связи с сервером." })).toBeVisible();
  await page.unroute("**/api/save_comment*");
  await comment.saveByKeys();
  await expect(journal.rowOf(call).comment).toBeVisible();
});

test("the comment of a colleague bears the colleague's name", async ({ journal }) => {
  await journal.open("from=2026-08-12&to=2026-08-12");
  await journal.account.open();
  await journal.account.employee.selectOption({ label: "Орлова Ольга (201)" });
  await expect(journal.account.button).toHaveAttribute("aria-label", /^Орлова Ольга/);
  await journal.ready();
  const call = await journal.find("without a comment", (call) => !call.commented);
  await journal.rowOf(call).open();
  await journal.panel.comment.type("От Ольги");
  await journal.panel.comment.saveByKeys();
  await expect(journal.panel.comment.state).toHaveText("Орлова Ольга, 14.10.2026, 17:35");
});

test("a comment is text, whatever it contains", async ({ journal }) => {
  await journal.open("from=2026-08-13&to=2026-08-13");
  const call = await journal.find("without a comment", (call) => !call.commented);
  await journal.rowOf(call).open();
  const hostile = "</textarea><img src=x onerror=alert(1)>&lt;";
  await journal.panel.comment.type(hostile);
  await journal.panel.comment.saveByKeys();
  await expect(journal.rowOf(call).comment).toBeVisible();
  await journal.reload();
  await expect(journal.panel.comment.field).toHaveValue(hostile);
});
