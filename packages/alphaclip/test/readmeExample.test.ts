import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

let folder: string;
const before = process.cwd();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readme-"));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

describe("the README's example", () => {
  test("is this very file, and the install line names what it imports", async () => {
    const [page, file] = await Promise.all(
      ["../README.md", "./readmeExample.ts"].map((path) =>
        readFile(new URL(path, import.meta.url), "utf8"),
      ),
    );
    expect(page).toContain(`\`\`\`ts\n${file}\`\`\``);
    const [install] = /^npm install .*$/m.exec(page) ?? [""];
    const imported = [...file.matchAll(/from "(@[^"]+)"/g)].map(([, name]) => name);
    for (const name of imported) expect(install.split(" ")).toContain(name);
  });

  test("makes data, trains, and describes a region without a download", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    vi.stubEnv("HF_ENDPOINT", "http://127.0.0.1:9"); // a port at which nobody answers
    await import("./readmeExample.ts");
    const [truth, ranking] = log.mock.calls[0] as [
      string,
      { description: string; score: number }[],
    ];
    log.mockRestore();
    vi.unstubAllEnvs();
    expect(truth).toMatch(/^[a-z ]+ on [a-z ]+$/);
    expect(ranking).toHaveLength(3);
    expect(ranking[0].score).toBeGreaterThan(ranking[2].score);
  }, 60_000);
});
