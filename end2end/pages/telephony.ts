// The company's telephony, which posts its calls to the journal while the test looks.
import { expect, type APIRequestContext } from "@playwright/test";

export const KEY = "key of the browser tests";

const after = (from: Date, seconds: number) => new Date(from.getTime() + seconds * 1000).toISOString();

/** A WAV file of noise: 8 kHz, 8 bits. */
export function noise(seconds: number) {
  const sound = Buffer.from(Array.from({ length: seconds * 8000 }, (_, at) => 128 + ((at * 7919) % 97) - 48));
  const head = Buffer.from("RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\0\0", "latin1");
  head.writeUInt32LE(36 + sound.length, 4);
  head.writeUInt32LE(sound.length, 40);
  return Buffer.concat([head, sound]);
}

/** One call, from its first ring on. Each step posts the whole call again, as a telephony does. */
export class LiveCall {
  private answered: string | undefined;
  private ended: string | undefined;

  constructor(
    private readonly request: APIRequestContext,
    readonly id: string,
    readonly number: string,
    private readonly extension: string,
    private readonly direction: "in" | "out",
    private readonly began: Date,
  ) {}

  async ring() {
    await this.post();
    return this;
  }

  /** `seconds` after it began. */
  async answer(seconds = 0) {
    this.answered = after(this.began, seconds);
    await this.post();
    return this;
  }

  async end(seconds: number) {
    this.ended = after(this.began, seconds);
    await this.post();
    return this;
  }

  /** Uploads a part of its audio that began `seconds` after the call. */
  async record(name: string, sound: Buffer, seconds: number) {
    const query = new URLSearchParams({ name, started_at: after(this.began, seconds), extension: this.extension });
    const response = await this.request.post(`/api/v1/calls/${encodeURIComponent(this.id)}/recordings?${query}`, {
      headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/octet-stream" },
      data: sound,
    });
    expect(response.ok(), await response.text()).toBe(true);
  }

  private async post() {
    const times = { answered_at: this.answered, ended_at: this.ended };
    const response = await this.request.post("/api/v1/calls", {
      headers: { Authorization: `Bearer ${KEY}` },
      data: {
        id: this.id,
        updated_at: new Date().toISOString(),
        direction: this.direction,
        number: this.number,
        line: "74950000000",
        started_at: this.began.toISOString(),
        ...times,
        legs: [{ extension: this.extension, started_at: this.began.toISOString(), ...times }],
      },
    });
    expect(response.status(), await response.text()).toBe(200);
  }
}

let numbers = Date.now() % 1_000_000;

/** Calls of one test: an outside number that nobody else has, and employees 201 «Котова Алина», 202 «Белов Руслан». */
export class Telephony {
  readonly number: string;
  private calls = 0;

  constructor(private readonly request: APIRequestContext, worker: number) {
    numbers += 1;
    this.number = `+7900${worker}${String(numbers).padStart(6, "0").slice(-6)}`;
  }

  /** Somebody calls in, `ago` seconds before now. */
  incoming(extension = "201", ago = 0) {
    return this.call("in", extension, ago);
  }

  outgoing(extension = "201", ago = 0) {
    return this.call("out", extension, ago);
  }

  private call(direction: "in" | "out", extension: string, ago: number) {
    this.calls += 1;
    const began = new Date(Date.now() - ago * 1000);
    return new LiveCall(this.request, `${this.number}/${this.calls}`, this.number, extension, direction, began);
  }

  /** The filter that shows the calls of this number. */
  get filter() {
    return `number=${this.number.slice(1)}`;
  }
}
