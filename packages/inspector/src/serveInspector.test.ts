import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { png } from "../../inference/test/png.ts";
import { openRunFiles } from "./openRunFiles.ts";
import { serveInspector } from "./serveInspector.ts";
import type { Serving } from "./serveInspector.ts";

/** Black, and white in the middle of three pixels. */
const mask = png(new Uint8Array([0, 0, 0, 255, 255, 255, 0, 0, 0]), 1, 3);
const sample = { category: "c", split: "test", label: 1, defectTypes: ["crack"] };
let root: string;
let serving: Serving;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "flawlens-inspect-"));
  for (const folder of ["page/assets", "data", "run"])
    await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, "page/index.html"), "<!doctype html>");
  await writeFile(join(root, "page/assets/a.js"), "1");
  await writeFile(join(root, "secret.txt"), "secret");
  await writeFile(join(root, "data/a.png"), mask);
  await writeFile(join(root, "run/detector.onnx"), "onnx");
  await symlink(join(root, "secret.txt"), join(root, "data/link.png"));
  await writeManifest([
    { ...sample, id: "a", image: "a.png", mask: "a.png" },
    { ...sample, id: "b", image: "link.png", mask: null },
    { ...sample, id: "c", image: "notes.txt", mask: null },
  ]);
  await writeFile(join(root, "data/notes.txt"), "secret");
  serving = await serveInspector({
    run: await openRunFiles(join(root, "run")),
    page: join(root, "page"),
  });
});
afterAll(async () => {
  await serving.close();
  await rm(root, { recursive: true });
});

function writeManifest(samples: unknown[]): Promise<void> {
  const about = { name: "n", layout: "x", defectTypes: ["crack"], categories: ["c"] };
  const manifest = { ...about, root: join(root, "data"), samples };
  return writeFile(join(root, "run/manifest.json"), JSON.stringify(manifest));
}

/** `fetch` would mend the path and set the host itself. */
async function get(path: string, { method = "GET", host = "localhost" } = {}) {
  const { port } = new URL(serving.url);
  return new Promise<{ status?: number; type?: string; body: string }>((resolve, reject) => {
    const asked = request(
      { port, host: "127.0.0.1", path, method, headers: { host } },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode,
            type: answer.headers["content-type"],
            body: Buffer.concat(parts).toString(),
          }),
        );
      },
    );
    asked.once("error", reject).end();
  });
}

describe("the server", () => {
  test("gives the page, the parts of the run, and the outline of a mask", async () => {
    expect(serving.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?run$/);
    expect(await get("/?run")).toMatchObject({ status: 200, body: "<!doctype html>" });
    expect(await get("/assets/a.js")).toMatchObject({ status: 200, body: "1" });
    expect((await get("/run/detector.onnx")).body).toBe("onnx");
    expect((await get("/run/results.json")).body).toBe("null"); // not evaluated
    expect(JSON.parse((await get("/run/run.json")).body)).toMatchObject({
      name: "run",
      manifest: { root: join(root, "data") },
    });
    expect(await get("/run/images/0")).toMatchObject({ status: 200, type: "image/png" });
    // By hand: around the second of three pixels.
    expect(JSON.parse((await get("/run/masks/0")).body)).toEqual({
      height: 1,
      width: 3,
      rings: [
        [
          [2, 0],
          [2, 1],
          [1, 1],
          [1, 0],
        ],
      ],
    });
  });

  test.each([
    { path: "/../secret.txt", status: 404 },
    { path: "/..%2fsecret.txt", status: 404 },
    { path: "/assets/../../secret.txt", status: 404 },
    { path: "/run/manifest.json", status: 404 },
    { path: "/run/images/1", status: 404 }, // a link out of the data's folder
    { path: "/run/images/2", status: 404 }, // no image's name
    { path: "/run/images/3", status: 404 },
    { path: "/run/images/-1", status: 404 },
    { path: "/run/images/..%2f..%2fsecret.txt", status: 404 },
    { path: "/run/masks/constructor", status: 404 },
    { path: "/?run", status: 403, host: "evil.example" }, // a name that leads here by DNS
    { path: "/?run", status: 405, method: "POST" },
  ])("answers $status to $path", async ({ path, status, ...options }) => {
    const answer = await get(path, options);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain("secret");
  });

  test("is not begun without a page", async () => {
    await expect(serveInspector({ page: join(root, "none") })).rejects.toThrow(
      /^serveInspector: expected the built page in /,
    );
  });
});
