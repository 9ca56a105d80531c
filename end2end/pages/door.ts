// A journal of its own on which people sign in, and the pages where they do.
import { expect, type Page } from "@playwright/test";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Good enough for anybody. */
export const PASSWORD = "три синих кита";

/** A server that begins with nobody who could sign in. */
export class ClosedJournal {
  private constructor(
    private readonly server: ChildProcess,
    private readonly folder: string,
    /** `http://127.0.0.1:40001/` */
    readonly address: string,
    /** The link with which the first administrator begins. */
    readonly link: string,
  ) {}

  static async start(): Promise<ClosedJournal> {
    const folder = mkdtempSync(join(tmpdir(), "call-journal-door-"));
    writeFileSync(join(folder, "call-journal.toml"), `
[[employees]]
name = "Котова Алина"
extensions = ["201"]

[[employees]]
name = "Белов Руслан"
extensions = ["202"]
`);
    const server = spawn(process.env.CALL_JOURNAL_SERVER!, ["serve", "--listen", "127.0.0.1:0"], {
      cwd: folder,
      env: { ...process.env, DATABASE_URL: `sqlite://${join(folder, "journal.db")}` },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let link = "";
    for await (const line of createInterface(server.stdout!)) {
      link = /(http:\S+set-password#\S+)/.exec(line)?.[1] ?? link;
      const address = /^Call Journal: (\S+)$/.exec(line)?.[1];
      if (address) return new ClosedJournal(server, folder, address, link);
    }
    throw new Error("the server did not begin");
  }

  async stop() {
    const gone = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.kill("SIGTERM");
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The forms of the door. */
export class Door {
  constructor(readonly page: Page) {}

  /** Waits until the page answers to hands. */
  async alive() {
    await expect(this.page.locator("html")).toHaveAttribute("data-hydrated");
  }

  /** Becomes the first administrator. */
  async begin(link: string) {
    await this.page.goto(link);
    await this.page.getByLabel("Имя").fill("Зимина Вера");
    await this.page.getByLabel("Логин или ваш внутренний номер").fill("vera");
    await this.choose();
  }

  /** Chooses a password, twice. */
  async choose(password = PASSWORD) {
    await this.page.getByLabel("Новый пароль").fill(password);
    await this.page.getByLabel("Ещё раз").fill(password);
    await this.page.getByRole("button", { name: "Сохранить пароль" }).click();
  }

  async signIn(login: string, password = PASSWORD) {
    await this.page.getByLabel("Логин или внутренний номер").fill(login);
    await this.page.getByLabel("Пароль").fill(password);
    await this.page.getByRole("button", { name: "Войти" }).click();
  }

  /** Nobody is signed in: the page where one does is shown. */
  async expectClosed() {
    await expect(this.page).toHaveURL(/\/sign-in/);
    await expect(this.page.getByRole("button", { name: "Войти" })).toBeVisible();
  }
}
