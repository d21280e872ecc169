import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRunFiles } from "./openRunFiles.ts";

const parts = { name: "n", layout: "x", defectTypes: [], categories: ["c"], root: "." };
const sample = { id: "a", category: "c", split: "test", label: 0, defectTypes: [], mask: null };
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "flawlens-run-"));
  await writeFile(join(root, "secret.png"), "secret");
});
afterAll(() => rm(root, { recursive: true }));

/** A run whose images lie in its own folder. */
async function runWith(name: string, images: readonly string[]): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  const samples = images.map((image, i) => ({ ...sample, id: `${i}`, image }));
  await writeFile(join(folder, "manifest.json"), JSON.stringify({ ...parts, samples }));
  return folder;
}

describe("a run", () => {
  test("without a detector and results gives its images, and nothing of what is not there", async () => {
    const folder = await runWith("begun", ["a.png", "lost.png"]);
    await writeFile(join(folder, "a.png"), "");
    const run = await openRunFiles(folder);
    expect(run.name).toBe("begun");
    expect(await run.detector()).toBeNull();
    expect(await run.results()).toBeNull();
    expect(await run.imagePath(0)).toBe(join(folder, "a.png"));
    for (const index of [1, 2, -1, 0.5]) expect(await run.imagePath(index)).toBeNull();
    expect(await run.outline(0)).toBeNull();
  });

  test("whose manifest leads out of its data, by a path or by a link, is refused", async () => {
    const up = await runWith("up", ["../secret.png"]);
    await expect(openRunFiles(up)).rejects.toThrow(/inside the root/);
    const linked = await runWith("linked", ["link.png"]);
    await symlink(join(root, "secret.png"), join(linked, "link.png"));
    await expect(openRunFiles(linked)).rejects.toThrow(/link to a file elsewhere/);
  });

  test("is not any folder", async () => {
    await expect(openRunFiles(root)).rejects.toThrow(
      /^openRunFiles: expected the folder of a run, got /,
    );
  });
});
