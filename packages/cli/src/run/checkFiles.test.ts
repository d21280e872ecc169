import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadDataset } from "@flawlens/datasets";
import { describe, expect, test } from "vitest";
import { png, writeFiles } from "../../test/images.ts";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { checkFiles } from "./checkFiles.ts";

function listen() {
  const stderr = recorder();
  return { stderr, terminal: createTerminal({ stdout: recorder(), stderr }) };
}

describe("checkFiles", () => {
  test("is content with a whole data set, and mentions a file beside it", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["good/a.png", "good/b.png", "scratch/c.png", "stray.png"]);
    const { stderr, terminal } = listen();
    await checkFiles(terminal, await loadDataset(root));
    const [progress, note, ...rest] = stderr.lines();
    expect(progress).toMatch(/^checking images 3\/3 \| took /);
    expect(note).toMatch(
      /^note: 1 image file in .* is not part of the data set, such as stray\.png/,
    );
    expect(rest).toEqual([
      "note: 3 images are of one single colour: nothing can be seen in them (good/a.png); flawlens check lists all",
    ]);
  });

  test("says nothing of files beside a part of a data set", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["good/a.png", "good/b.png", "scratch/c.png", "stray.png"]);
    const { stderr, terminal } = listen();
    await checkFiles(terminal, await loadDataset(root), { part: true });
    expect(stderr.lines()).toHaveLength(2);
    expect(stderr.lines().join()).not.toContain("not part of");
  });

  test("mentions the first of what may mean something else than it seems", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["good/a.png", "scratch/b.png"]);
    await copyFile(join(root, "good/a.png"), join(root, "scratch/b.png"));
    const { stderr, terminal } = listen();
    await checkFiles(terminal, await loadDataset(root));
    expect(stderr.lines()[1]).toMatch(/, and 1 more to look at; flawlens check lists all$/);
  });

  test("names a truncated image and a mask of another size, and only the rows they are in", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["good/a.png", "scratch/b.png", "scratch/c.png", "stain/d.png"]);
    const broken = join(root, "scratch/b.png");
    const bytes = await readFile(broken);
    await writeFile(broken, bytes.subarray(0, bytes.length / 2));
    await writeFiles(root, ["masks/stain/d.png"]);
    await writeFile(join(root, "masks/stain/d.png"), await png(255, 40));
    const { terminal } = listen();

    const failed = checkFiles(terminal, await loadDataset(root));
    await expect(failed).rejects.toThrow(/got 2 that do not: mend or remove them$/);
    await expect(failed).rejects.toThrow(/scratch\/b\.png/);
    await expect(failed).rejects.toThrow(/masks\/stain\/d\.png/);
    await expect(failed).rejects.toThrow(/train +scratch/);
    await expect(failed).rejects.not.toThrow(/train +normal/);
  });

  test("ends with the signal", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["good/a.png", "good/b.png"]);
    const signal = AbortSignal.abort(new Error("enough"));
    const failed = checkFiles(listen().terminal, await loadDataset(root), { signal });
    await expect(failed).rejects.toThrow("enough");
  });
});
