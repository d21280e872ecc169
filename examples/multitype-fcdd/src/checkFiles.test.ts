import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listen } from "../test/listen.ts";
import { temporaryFolder, tinySet } from "../test/tinyRun.ts";
import { checkFiles } from "./checkFiles.ts";

const { told: notes } = listen("warn");
listen("log"); // kept from the terminal

describe("checkFiles", () => {
  test("is content with a whole data set, and mentions a file beside it", async () => {
    const root = await temporaryFolder();
    const manifest = await tinySet(root);
    await writeFile(join(root, "stray.png"), "");
    await checkFiles(manifest);
    expect(notes).toEqual([
      `note: 1 image files in ${root} are not part of the data set, such as stray.png`,
    ]);
  });

  test("names a truncated image and a mask of another size, and the rows they are in", async () => {
    const root = await temporaryFolder();
    const manifest = await tinySet(root);
    const [first, other] = manifest.samples.filter(({ mask }) => mask);
    const bytes = await readFile(join(root, first.image));
    await writeFile(join(root, first.image), bytes.subarray(0, bytes.length / 2));
    const larger = await temporaryFolder();
    await tinySet(larger, { size: 40 });
    await rename(join(larger, other.mask!), join(root, other.mask!));

    const error: Error = await checkFiles(manifest).then(
      () => expect.fail("was let through"),
      (reason) => reason,
    );
    const lines = error.message.split("\n");
    const rows = lines.filter((line) => / train +/.test(line));
    expect(rows.join()).toMatch(/^gear +train +pit .*,gear +train +deformation /);
    expect(error.message).toContain(
      `expected a whole image in ${join(root, first.image)}, got a damaged or truncated one`,
    );
    expect(error.message).toContain(
      `expected 32 x 32 px as its image has, got 40 x 40 px in ${join(root, other.mask!)}`,
    );
    expect(lines.at(-1)).toContain("got 2 that do not: mend or remove them");
    expect(rows).toHaveLength(2);
  });
});
