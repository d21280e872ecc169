import type { Image } from "@flawlens/datasets";
import { expect, test } from "vitest";
import { keptImages } from "./_keptImages.ts";

const size = { height: 1, width: 1 };
const image: Image = { data: new Uint8Array(3), ...size, channels: 3, original: size };

test("keeps what fits, reads the rest again, and forgets what failed", async () => {
  const asked: number[] = [];
  const read = keptImages(
    async (index) => {
      asked.push(index);
      if (asked.length === 1) throw new Error("not yet");
      return image;
    },
    { imageBytes: 3, keepBytes: 6 },
  );
  await expect(read(0)).rejects.toThrow("not yet");
  for (const index of [0, 1, 2, 0, 1, 2]) await read(index);
  expect(asked).toEqual([0, 0, 1, 2, 2]);
});
