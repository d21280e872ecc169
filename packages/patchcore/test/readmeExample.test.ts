import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

let folder: string;
const before = process.cwd();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-readme-"));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

describe("the example of the README", () => {
  test("is the file beside this test, and its install line names every package it imports", async () => {
    const [page, file] = await Promise.all(
      ["../README.md", "./readmeExample.ts"].map((path) =>
        readFile(new URL(path, import.meta.url), "utf8"),
      ),
    );
    expect(page).toContain(`\`\`\`ts\n${file}\`\`\``);
    const install = page.split("\n").find((line) => line.startsWith("npm install"));
    const imported = [...file.matchAll(/from "(.+)";/g)].map(([, name]) => name);
    expect(imported.length).toBeGreaterThan(0);
    for (const name of imported) expect(install?.split(" ")).toContain(name);
  });

  test("fits on good images alone and writes a detector that agrees with the model", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await import("./readmeExample.ts");
    expect(log).toHaveBeenCalledWith("features", 40, "of", 40);
    expect(log).toHaveBeenCalledWith("coreset", 102, "of", 102); // 1 % of 40 · 16 · 16 patches
    const [[line]] = log.mock.calls.slice(-1);
    expect(Number(/as the detector to (.+)$/.exec(String(line))?.[1])).toBeLessThan(1e-5);
    log.mockRestore();
    // 202,848 weights and 102 rows of 144 numbers
    expect((await stat("detector.onnx")).size).toBeGreaterThan(4 * (202_848 + 102 * 144));
  });
});
