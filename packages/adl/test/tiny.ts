import type { Image } from "@flawlens/datasets";
import { memorySource } from "@flawlens/detector";
import type { ImageSource } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import type { Adl } from "../src/model/adl.ts";
import { createAdl } from "../src/model/createAdl.ts";
import type { AdlOptions } from "../src/model/createAdl.ts";
import { fitNovelty } from "../src/novelty/fitNovelty.ts";
import { smallConvNetBackbone } from "../src/network/backbone.ts";

/** Side of the tiny images, in pixels. */
export const side = 16;

/** Features of 4 and 6 channels at strides 4 and 8. */
export const tinyBackbone = ({ trainable = true } = {}) =>
  smallConvNetBackbone({ widths: [[4], [4], [6]], size: side, trainable });

/** A detector that the cpu backend trains in no time. */
export function tinyModel(options: Partial<AdlOptions> = {}): Adl {
  return createAdl({
    backbone: tinyBackbone(),
    inputSize: side,
    segmentationWidth: 4,
    random: randomStream(1),
    ...options,
  });
}

/** The same with a novelty that is fitted on a few images. */
export async function fittedModel(options: Partial<AdlOptions> = {}): Promise<Adl> {
  const model = tinyModel({ novelty: { neighbors: 2, patches: 4 }, ...options });
  for await (const _ of fitNovelty(model, { nominal: tinySource("fitted", 4) }));
  return model;
}

/** Grey noise; an anomaly is a bright patch somewhere, with its mask. */
export function tinySource(
  name: string,
  count: number,
  {
    patch = false,
    seed = 5,
    size = [side, side],
  }: { patch?: boolean; seed?: number; size?: [number, number] } = {},
): ImageSource & { images: Image[] } {
  const random = randomStream(seed);
  const [height, width] = size;
  const items = Array.from({ length: count }, (_, i) => {
    const data = Uint8Array.from({ length: height * width * 3 }, () => 100 + random() * 50);
    const mask = new Uint8Array(height * width);
    const [top, left] = size.map((length) => Math.floor(random() * (length - 5)));
    if (patch)
      for (let y = top; y < top + 5; y++)
        for (let x = left; x < left + 5; x++) {
          mask[y * width + x] = 1;
          data.fill(250, (y * width + x) * 3, (y * width + x) * 3 + 3);
        }
    const sides = { height, width };
    const image: Image = { data, ...sides, channels: 3, original: sides };
    return {
      id: `${name}-${i}`,
      label: patch ? (1 as const) : (0 as const),
      defectTypes: [],
      image,
      mask: patch ? { data: mask, ...sides } : null,
    };
  });
  return { ...memorySource(items), images: items.map(({ image }) => image) };
}
