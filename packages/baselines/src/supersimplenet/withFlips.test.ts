import { memorySource } from "@flawlens/detector";
import { expect, test } from "vitest";
import { withFlips } from "./withFlips.ts";

const size = { height: 2, width: 2 };
const image = { data: Uint8Array.of(1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4), ...size, channels: 3 as const, original: size }; // prettier-ignore
const sample = { label: 1 as const, defectTypes: [] };
const source = withFlips(
  memorySource([
    { id: "a", ...sample, image, mask: { data: Uint8Array.of(1, 0, 0, 0), ...size } },
    { id: "b", ...sample, image },
  ]),
);

test("gives each image and mask as it is, upside down, left to right, and turned by 180 degrees", async () => {
  expect(source.samples.map(({ id }) => id).join("")).toBe("aaaabbbb");
  const reds = async (index: number) => [...(await source.read(index)).data].filter((_, i) => i % 3 === 0); // prettier-ignore
  expect(await Promise.all([0, 1, 2, 3].map(reds))).toEqual([
    [1, 2, 3, 4],
    [3, 4, 1, 2],
    [2, 1, 4, 3],
    [4, 3, 2, 1],
  ]);
  const masks = await Promise.all([0, 1, 2, 3].map((index) => source.readMask(index)));
  expect(masks.map((mask) => mask!.data.indexOf(1))).toEqual([0, 2, 1, 3]);
});

test("an image without a mask has none in any version", async () => {
  expect(await source.readMask(5)).toBeNull();
});
