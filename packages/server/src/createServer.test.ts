import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { redModel, redPng } from "../test/redModel.ts";
import { createServer } from "./createServer.ts";
import type { ServerOptions } from "./createServer.ts";

const token = "0123456789abcdef";

async function serverOf(options: Partial<ServerOptions> = {}, model = redModel()) {
  const server = await createServer({ models: { red: async () => model }, ...options });
  const post = (
    body: string | Uint8Array | FormData,
    init: RequestInit & { path?: string } = {},
  ) => {
    const { path = "/predict", headers } = init;
    const all = new Headers(headers);
    if (!(body instanceof FormData)) all.set("content-length", String(body.length));
    return server.app.request(path, { method: "POST", body: body as string, headers: all });
  };
  return { ...server, post, model };
}

/** A gate that a model waits at. */
function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
};

describe("POST /predict", () => {
  test("answers each of 40 requests at once with the verdict on its own image", async () => {
    const { post, model } = await serverOf();
    const levels = Array.from({ length: 40 }, (_, i) => 80 + i);
    const answers = await Promise.all(
      levels.map(async (level) => (await post(await redPng(level, 20))).json()),
    );
    expect(answers.map(({ predictions: [one] }) => [one.score, one.verdict])).toEqual(
      levels.map((level) => [level, level >= 100 ? "anomalous" : "normal"]),
    );
    expect(model.batches.length).toBeLessThan(40);
    expect(answers[39].predictions[0].regions).toEqual([
      { type: "red", x: 0, y: 0, width: 20, height: 20, area: 400, peak: 119, weak: false },
    ]);
  });

  test("tells a bad image of a form alone, with no path and no stack", async () => {
    const errors: unknown[] = [];
    const { post } = await serverOf({ onError: (error) => void errors.push(error) });
    const form = new FormData();
    const files = [await redPng(90), new TextEncoder().encode("text"), await redPng(110)];
    for (const [i, file] of files.entries()) form.append("f", new File([file as never], `${i}`));
    const answer = await post(form);
    const { predictions } = await answer.json();
    expect(answer.status).toBe(200);
    expect(
      predictions.map(
        (one: { name: string; error?: string; score?: number }) => one.error ?? one.score,
      ),
    ).toEqual([
      90,
      "expected an image, got a format that is not read here; convert it to PNG, or restore it if it is damaged",
      110,
    ]);
    expect(errors).toEqual([]);
  });

  test("answers 422 where no image could be read", async () => {
    const { post } = await serverOf();
    expect((await post("text")).status).toBe(422);
    const half = (await redPng(9)).subarray(0, 60);
    const answer = await post(JSON.stringify({ images: [Buffer.from(half).toString("base64")] }), {
      headers: { "content-type": "application/json" },
    });
    expect([answer.status, (await answer.json()).predictions[0].error]).toEqual([
      422,
      expect.stringMatching(/^expected a whole image, got a damaged/),
    ]);
  });

  test("answers what goes wrong inside with 500, and says what only to onError", async () => {
    const errors: unknown[] = [];
    const { post } = await serverOf({ onError: (error) => void errors.push(error) });
    const [bad, good] = await Promise.all([post(await redPng(13)), post(await redPng(14))]);
    expect([bad.status, await bad.text()]).toEqual([500, '{"error":"internal error"}']);
    expect(good.status).toBe(200);
    expect(errors).toEqual([new Error("/secret/path: no 13")]);
  });

  test("says undecided where the score is NaN, and which number null stands for", async () => {
    const { post } = await serverOf();
    const { predictions } = await (await post(await redPng(7))).json();
    expect(predictions[0]).toMatchObject({
      verdict: "undecided",
      score: null,
      notFinite: { score: "NaN", "types[0].score": "NaN" },
    });
  });

  test("gives the image under its map in its own size where Accept asks for a PNG", async () => {
    const { post } = await serverOf();
    const answer = await post(await redPng(200, 24), { headers: { accept: "image/png" } });
    expect(answer.headers.get("flawlens-verdict")).toBe("anomalous");
    const { width, height, format } = await sharp(await answer.arrayBuffer()).metadata();
    expect({ width, height, format }).toEqual({ width: 24, height: 24, format: "png" });
  });

  test("leaves regions out where they are not asked for, and says nothing of places", async () => {
    const { post } = await serverOf();
    const image = await redPng(150);
    const { predictions } = await (await post(image, { path: "/predict?regions=false" })).json();
    expect(predictions[0]).toMatchObject({ verdict: "anomalous", score: 150 });
    expect(predictions[0].explanation).toMatch(/^Anomalous: the score 150 /);
    expect(predictions[0].explanation).not.toContain("region");
    expect(predictions[0]).not.toHaveProperty("regions");
    expect((await post(image, { path: "/predict?regions=no" })).status).toBe(400);
  });

  test("asks for the model where there are several", async () => {
    const { post } = await serverOf({
      models: { a: async () => redModel("1"), b: async () => redModel("2") },
    });
    const image = await redPng(1);
    expect((await post(image)).status).toBe(400);
    expect((await post(image, { path: "/predict?model=c" })).status).toBe(404);
    const answer = await (await post(image, { path: "/predict?model=b" })).json();
    expect(answer.model).toEqual({ name: "b", version: "2" });
  });
});

describe("limits", () => {
  test("a body, an image and a request of too much are refused", async () => {
    const { post } = await serverOf({ limits: { bodyBytes: 2000, pixels: 399, images: 1 } });
    expect((await post(new Uint8Array(2001))).status).toBe(413);
    const large = await post(await redPng(1, 20));
    expect([large.status, (await large.json()).predictions[0].error]).toEqual([
      422,
      "expected at most 399 pixels, got more; make it smaller or cut it into parts",
    ]);
    expect(
      (
        await post(JSON.stringify({ images: ["YWJj", "YWJj"] }), {
          headers: { "content-type": "application/json" },
        })
      ).status,
    ).toBe(413);
    expect((await post("x", { headers: { "content-encoding": "gzip" } })).status).toBe(415);
  });

  test("a full queue answers 429 at once and says when to come back; then it takes work again", async () => {
    const { post, model, app } = await serverOf({ limits: { requests: 3 } });
    const { open, opened } = gate();
    model.before = () => opened;
    const image = await redPng(50);
    const first = [post(image), post(image), post(image)];
    const refused = await post(image);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await (await app.request("/metrics")).text()).toContain(
      "flawlens_requests_in_progress 3\n",
    );
    open();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await post(image)).status).toBe(200);
  });

  test("an answer that takes too long is 504, and the place is free again", async () => {
    const { post, model } = await serverOf({ limits: { milliseconds: 30, requests: 1 } });
    const { open, opened } = gate();
    model.before = () => opened;
    expect((await post(await redPng(50))).status).toBe(504);
    open();
    expect((await post(await redPng(50))).status).toBe(200);
  });

  test.each([{ bodyBytes: 0 }, { requests: 1.5 }, { milliseconds: NaN }])(
    "%o is refused",
    async (limits) => {
      await expect(serverOf({ limits })).rejects.toThrow(
        "expected a whole number from 1 as limits.",
      );
    },
  );
});

describe("a model", () => {
  test("is replaced without dropping a request, and released after its last one", async () => {
    const [old, next] = [redModel("1"), redModel("2")];
    const versions = [old, next];
    const { post, reload } = await serverOf({ models: { red: async () => versions.shift()! } });
    const { open, opened } = gate();
    old.before = () => opened;
    const before = post(await redPng(50));
    await until(() => old.batches.length > 0);
    await reload("red");
    const after = await (await post(await redPng(51))).json();
    expect([after.model.version, after.predictions[0].score]).toEqual(["2", 51]);
    expect(old.released).toBe(false);
    open();
    const answer = await (await before).json();
    expect([answer.model.version, answer.predictions[0].score]).toEqual(["1", 50]);
    await until(() => old.released);
    expect(next.released).toBe(false);
  });

  test("that cannot be loaded again leaves the one before, and the client learns no path", async () => {
    let loads = 0;
    const errors: unknown[] = [];
    const { app, post, reload } = await serverOf({
      onError: (error) => void errors.push(error),
      models: {
        red: async () => {
          if (loads++ > 0) throw new RangeError("no /secret/detector.onnx");
          return redModel();
        },
      },
    });
    const answer = await app.request("/v2/repository/models/red/load", { method: "POST" });
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain("secret");
    expect(errors).toEqual([new RangeError("no /secret/detector.onnx")]);
    expect((await post(await redPng(50))).status).toBe(200);
    await expect(reload()).rejects.toThrow("secret");
    await expect(reload("blue")).rejects.toThrow("expected a model among red, got blue");
  });

  test("that cannot be loaded at first ends the others", async () => {
    const model = redModel();
    const models = {
      red: async () => model,
      bad: async () => Promise.reject(new RangeError("bad file")),
    };
    await expect(createServer({ models })).rejects.toThrow("bad file");
    expect(model.released).toBe(true);
  });
});

describe("draining", () => {
  test("answers what was asked, refuses what comes, and then releases the models", async () => {
    const { app, post, model, close } = await serverOf();
    const { open, opened } = gate();
    model.before = () => opened;
    const before = post(await redPng(50));
    await until(() => model.batches.length > 0);
    const closed = close();
    expect((await app.request("/v2/health/live")).status).toBe(200);
    expect((await app.request("/v2/health/ready")).status).toBe(503);
    expect((await post(await redPng(50))).status).toBe(503);
    expect(model.released).toBe(false);
    open();
    expect((await before).status).toBe(200);
    await closed;
    expect(model.released).toBe(true);
  });
});

describe("a token", () => {
  test("is asked for everywhere but for health", async () => {
    const { app, post } = await serverOf({ token });
    const get = (path: string, authorization?: string) =>
      app.request(path, { headers: authorization ? { authorization } : {} });
    for (const path of ["/", "/v2", "/v2/models/red", "/metrics", "/openapi.json", "/none"])
      expect([path, (await get(path)).status]).toEqual([path, 401]);
    expect((await post(await redPng(1))).status).toBe(401);
    expect((await get("/v2/health/ready")).status).toBe(200);
    expect((await get("/v2", `Bearer ${token}`)).status).toBe(200);
    expect((await get("/v2", `bearer ${token}`)).status).toBe(200);
    expect((await get("/models/red/detector.onnx", "Bearer none")).status).toBe(401);
    for (const wrong of [`Bearer ${token}x`, `Bearer ${token.slice(1)}`, token, "Bearer"])
      expect((await get("/v2", wrong)).status).toBe(401);
  });

  test("that is short is refused, and not repeated", async () => {
    await expect(serverOf({ token: "secret" })).rejects.toThrow(/^(?!.*secret).*at least 16/);
  });
});

describe("pages", () => {
  test("come with a policy without inline scripts, and errors without a trace", async () => {
    const { app } = await serverOf();
    const answer = await app.request("/");
    expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
    expect(answer.headers.get("content-security-policy")).not.toContain("unsafe-inline");
    expect(await answer.text()).toContain("<li>red (version 1)</li>");
    const none = await app.request("/none");
    expect([none.status, Object.keys(await none.json())]).toEqual([404, ["error"]]);
    const got = await app.request("/predict");
    expect([got.status, got.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("of a folder are served, and nothing outside it; the API stays", async () => {
    const folder = await mkdtemp(join(tmpdir(), "flawlens-server-"));
    await writeFile(join(folder, "index.html"), "<p>inspector</p>");
    await writeFile(`${folder}.secret`, "secret");
    const { app, post } = await serverOf({ static: folder, token });
    expect(await (await app.request("/")).text()).toBe("<p>inspector</p>");
    const name = folder.split("/").at(-1);
    for (const path of [`/../${name}.secret`, `/..%2f${name}.secret`, `/%2e%2e/${name}.secret`])
      expect(await (await app.request(path)).text()).not.toContain("secret");
    expect((await post(await redPng(1))).status).toBe(401);
    await rm(folder, { recursive: true });
    await rm(`${folder}.secret`);
  });
});

test("/openapi.json names every address of the application, and no other", async () => {
  const { app } = await serverOf();
  const { paths } = await (await app.request("/openapi.json")).json();
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations as object)
      .filter((method) => method !== "parameters")
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routes = app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`)
    .filter((route) => route !== "GET /");
  expect(described.toSorted()).toEqual(routes.toSorted());
});

test("/metrics counts requests, verdicts and batches by small sets of labels", async () => {
  const { app, post } = await serverOf();
  await post(await redPng(50));
  await post(await redPng(150));
  await app.request(`/none/${"x".repeat(50)}`);
  const text = await (await app.request("/metrics")).text();
  for (const line of [
    'flawlens_requests_total{route="/predict",method="POST",status="200"} 2',
    'flawlens_requests_total{route="other",method="GET",status="404"} 1',
    'flawlens_request_seconds_count{route="/predict"} 2',
    'flawlens_verdicts_total{model="red",verdict="normal"} 1',
    'flawlens_verdicts_total{model="red",verdict="anomalous"} 1',
    'flawlens_batch_size_bucket{model="red",le="1"} 2',
    'flawlens_queue_length{model="red"} 0',
    'flawlens_model_info{model="red",version="1"} 1',
  ])
    expect(text).toContain(`${line}\n`);
});
