import "../../test/cpu.ts";
import { initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { memory } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { tinyEncoder, tinyModel } from "../../test/tiny.ts";
import { fittingVariants } from "./_fittingVariants.ts";

test("as many versions of each image are kept as fit in 4 GiB, none where one does not", () => {
  const encoder = tinyEncoder({ trainable: false });
  const encoderParams = initParams(encoder.spec, { random: randomStream(2) });
  const model = tinyModel({ encoder, encoderParams });
  const before = memory().numTensors;
  const bytes = 3 * 3 * 4 * 4; // 3x3 cells of 4 channels of 4 bytes
  const images = Math.floor(2 ** 32 / bytes / 2); // whose features fit twice
  expect(fittingVariants(model, { images: 10, wanted: 4 })).toBe(4);
  expect(fittingVariants(model, { images, wanted: 4 })).toBe(2);
  expect(fittingVariants(model, { images: 3 * images, wanted: 4 })).toBe(0);
  expect(memory().numTensors).toBe(before);
});
