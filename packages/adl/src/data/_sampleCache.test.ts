import "@flawlens/tfjs-backend-ort";
import { initParams } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { memorySource } from "@flawlens/detector";
import { randomStream, rotateSome } from "@flawlens/sampling";
import type { PixelImage } from "@flawlens/sampling";
import { dispose, setBackend } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { side, tinyBackbone, tinyModel } from "../../test/tiny.ts";
import { keptVersions } from "./_keptVersions.ts";
import type { Chosen } from "./_outlierList.ts";
import { fillSampleCache } from "./_sampleCache.ts";
import type { SampleCache } from "./_sampleCache.ts";
import { sampleMaker } from "./_sampleMaker.ts";
import type { AugmentImage } from "./augmentImage.ts";

const size = { height: side, width: side };
const grey = (value: number): Image => ({
  data: new Uint8Array(side * side * 3).fill(value),
  ...size,
  channels: 3,
  original: size,
});
/** It does what `rotateSome` does, and makes each turned image darker. */
const rotateAndTell: AugmentImage = (image, random) =>
  rotateSome(image, random) === image ? image : grey(100);
const isTurned = ({ data }: PixelImage) => data[0] === 100;

test.each([1, 2, 3])(
  "of %d kept versions, 3 in 10 drawn normal samples are turned, and 3 in 10 pseudo-anomalies",
  async (versions) => {
    await setBackend("ort");
    const backbone = tinyBackbone({ trainable: false });
    const backboneParams = initParams(backbone.spec, { random: randomStream(2) });
    const model = tinyModel({ backbone, backboneParams });
    const count = 600;
    const images = Array.from({ length: count }, (_, i) => ({
      id: `${i}`,
      label: 0 as const,
      defectTypes: [],
      image: grey(200),
    }));
    // The mask tells whether the image that a version was made of is turned.
    const marked = (image: PixelImage) => ({
      data: new Uint8Array(side * side).fill(isTurned(image) ? 1 : 0),
      ...size,
    });
    const maker = sampleMaker({
      nominal: memorySource(images),
      fewShot: [],
      augmentation: rotateAndTell,
      pseudo: (image) => ({ image, mask: marked(image), label: 1 }),
      inputSize: size,
    });
    const make: typeof maker.make = async (chosen, random) => {
      const made = await maker.make(chosen, random);
      return { ...made, mask: marked(made.image) };
    };
    const kept = keptVersions({ nominal: count, pseudo: true, fewShot: 0, versions });
    const filling = fillSampleCache(model, kept, { make }, { random: randomStream(3) });
    const cache = await lastOf(filling);

    const random = randomStream(9);
    const shareOf = (kind: Chosen["kind"]) => {
      const chosen = Array.from({ length: 6000 }, (_, i): Chosen => ({ kind, index: i % count }));
      const { masks, ...rest } = cache.batch(chosen, random);
      const pixels = masks.dataSync() as Float32Array;
      const turned = chosen.filter((_, i) => pixels[i * side * side] === 1).length;
      dispose([masks, rest] as never);
      return turned / chosen.length;
    };
    // At least 600 versions: a standard deviation of at most 0.019.
    expect(Math.abs(shareOf("nominal") - 0.3)).toBeLessThan(0.06);
    expect(Math.abs(shareOf("pseudo") - 0.3)).toBeLessThan(0.06);
    dispose(model.params);
  },
);

async function lastOf(filling: AsyncGenerator<unknown, SampleCache>): Promise<SampleCache> {
  for (;;) {
    const { done, value } = await filling.next();
    if (done) return value;
  }
}
