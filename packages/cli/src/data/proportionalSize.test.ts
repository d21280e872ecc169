import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { proportionalSize } from "./proportionalSize.ts";

async function sized(sizes: [height: number, width: number][], broken = 0) {
  const root = await temporaryFolder();
  await mkdir(root, { recursive: true });
  for (const [i, [height, width]] of sizes.entries())
    await sharp({ create: { width, height, channels: 3, background: "grey" } })
      .png()
      .toFile(join(root, `s${i}.png`));
  for (let i = 0; i < broken; i++) await writeFile(join(root, `s${sizes.length + i}.png`), "no");
  return manifestOf(
    Array.from({ length: sizes.length + broken }, () => ({})),
    { root },
  );
}

describe("proportionalSize", () => {
  test.each<{ sizes: [number, number][]; is: [number, number] }>([
    { sizes: [[90, 90]], is: [384, 384] },
    { sizes: [[100, 150]], is: [320, 480] }, // 313 x 470
    { sizes: [[150, 100]], is: [480, 320] },
    { sizes: [[10, 200]], is: [224, 672] }, // three to one at most: 222 x 665
    { sizes: [[100, 100], [100, 150], [100, 160]], is: [320, 480] }, // prettier-ignore
  ])("of images of $sizes is $is", async ({ sizes, is }) => {
    expect(await proportionalSize(await sized(sizes), 384)).toEqual(is);
  });

  test("passes over what cannot be read, and is square where nothing can", async () => {
    expect(await proportionalSize(await sized([[100, 150]], 1), 384)).toEqual([320, 480]);
    expect(await proportionalSize(await sized([], 2), 384)).toEqual([384, 384]);
  });
});
