// What programs see: recordings in ranges, readiness, headers.
import { expect, test } from "./fixtures.js";

test.describe("a recording", () => {
  test("comes whole, with its type and length, and can be asked for in ranges", async ({ request }) => {
    const whole = await request.get("/recordings/1");
    expect(whole.status()).toBe(200);
    expect(whole.headers()).toMatchObject({ "content-type": "audio/mpeg", "accept-ranges": "bytes" });
    const bytes = await whole.body();
    expect(Number(whole.headers()["content-length"])).toBe(bytes.length);

    const first = await request.get("/recordings/1", { headers: { range: "bytes=0-1" } });
    expect(first.status()).toBe(206);
    expect(first.headers()["content-range"]).toBe(`bytes 0-1/${bytes.length}`);
    expect(await first.body()).toEqual(bytes.subarray(0, 2));

    const rest = await request.get("/recordings/1", { headers: { range: `bytes=${bytes.length - 10}-` } });
    expect(rest.status()).toBe(206);
    expect(await rest.body()).toEqual(bytes.subarray(-10));

    const last = await request.get("/recordings/1", { headers: { range: "bytes=-5" } });
    expect(await last.body()).toEqual(bytes.subarray(-5));
  });

  test("beyond its end is 416 and says how long it is", async ({ request }) => {
    const beyond = await request.get("/recordings/1", { headers: { range: "bytes=999999999-" } });
    expect(beyond.status()).toBe(416);
    expect(beyond.headers()["content-range"]).toMatch(/^bytes \*\/\d+$/);
  });

  test("answers HEAD without a body", async ({ request }) => {
    const head = await request.head("/recordings/1");
    expect(head.status()).toBe(200);
    expect(Number(head.headers()["content-length"])).toBeGreaterThan(1000);
    expect((await head.body()).length).toBe(0);
  });

  test("is named when it is downloaded", async ({ request }) => {
    const { "content-disposition": disposition } = (await request.head("/recordings/1?download=1")).headers();
    expect(disposition).toMatch(/^attachment; filename="[^"]+\.mp3"; filename\*=UTF-8''/);
  });

  for (const id of ["99999999", "0", "-1", "abc", "..%2f..%2fetc%2fpasswd", "1%00"]) {
    test(`${id} is not there`, async ({ request }) => {
      const answer = await request.get(`/recordings/${id}`);
      expect([400, 404]).toContain(answer.status());
      expect(answer.headers()["content-type"] ?? "text/plain").not.toMatch(/^audio/);
    });
  }
});

test("/readyz tells that the journal is ready", async ({ request }) => {
  const ready = await request.get("/readyz");
  expect(ready.status()).toBe(200);
  expect(await ready.text()).toBe("ready");
});

for (const path of ["/", "/recordings/1", "/readyz", "/nosuchpage"]) {
  test(`${path} cannot be taken for another type, nor tells other sites where the reader was`, async ({ request }) => {
    expect((await request.get(path)).headers()).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "same-origin" });
  });
}

test("the browser's half is kept for good, and comes compressed", async ({ page, request, journal }) => {
  await journal.open();
  const script = await page.locator("link[rel=modulepreload]").getAttribute("href");
  const answer = await request.get(script!, { headers: { "accept-encoding": "br" } });
  expect(answer.headers()["cache-control"]).toContain("immutable");
  expect(answer.headers()["content-encoding"]).toBe("br");
});

test("a broken question of a program is refused, not a crash", async ({ request }) => {
  for (const body of ["", "{", "[]", '{"id":"x"}', '{"id":1e999}']) {
    const answer = await request.post("/api/call", { data: Buffer.from(body), headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" } });
    expect(answer.status(), body).toBeGreaterThanOrEqual(400);
  }
  expect((await request.get("/readyz")).status()).toBe(200);
});
