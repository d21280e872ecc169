import "@tensorflow/tfjs-backend-cpu";
import "@flawlens/tfjs-backend-ort";
import { dispose, div, memory, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";

import { clipSmall } from "../test/clip.ts";
import { ruleParams, ruleTensor } from "../test/ruleParams.ts";
import { clipImage } from "./clip/clipImage.ts";
import { clipImageFeatures } from "./clip/clipImageFeatures.ts";
import { clipImageSpec } from "./clip/clipSpec.ts";
import { efficientnetLite0Network } from "./efficientnetLite.ts";
import { freeze } from "./freeze.ts";
import { networkSpec } from "./networkSpec.ts";
import { normalizeImages } from "./normalizeImages.ts";
import { runNetwork } from "./runNetwork.ts";

const network = efficientnetLite0Network;
const layers = ["stage4", "stage2"] as const; // not in the network's order
const params = () => ruleParams(networkSpec(network, { upTo: "stage4" }));

/** Largest difference, relative to the largest value. */
function difference(found: Float32Array, expected: Float32Array): number {
  expect(found.length).toBe(expected.length);
  let worst = 0;
  let largest = 0;
  for (const [i, value] of expected.entries()) {
    worst = Math.max(worst, Math.abs(value - found[i]));
    largest = Math.max(largest, Math.abs(value));
  }
  return worst / largest;
}

beforeAll(async () => {
  await setBackend("ort");
});

describe("freeze", () => {
  test("gives the features of the network for any batch, and keeps no tensor", async () => {
    const own = params();
    const before = memory().numTensors;
    const extractor = await freeze(network, own, { layers, height: 40, width: 48 });
    expect(memory().numTensors).toBe(before);
    for (const batch of [1, 3]) {
      const images = ruleTensor(`images.${batch}`, [batch, 40, 48, 3]) as Tensor4D;
      const found = await extractor.extract((await images.data()) as Float32Array);
      const { features } = runNetwork(network, own, images, { layers });
      expect(Object.keys(found)).toEqual([...layers]);
      expect(found.stage4.shape).toEqual([batch, 10, 12, 24]);
      for (const layer of layers) {
        const expected = (await features[layer].data()) as Float32Array;
        expect(difference(found[layer].data, expected)).toBeLessThan(1e-5); // folding rounds otherwise
      }
      dispose([images, features] as never);
    }
    await extractor.release();
    dispose(own);
  });

  test("works from another engine, and leaves it chosen", async () => {
    await setBackend("cpu");
    const own = params();
    const extractor = await freeze(network, own, { layers: ["stage2"], height: 8, width: 8 });
    const { stage2 } = await extractor.extract(new Float32Array(8 * 8 * 3));
    expect(stage2.shape).toEqual([1, 4, 4, 16]);
    await extractor.release();
    dispose(own);
    await setBackend("ort");
  });

  test("takes RGB bytes, and prepares them as the network asks", async () => {
    const own = params();
    const options = { layers, height: 16, width: 16, input: "uint8", threads: 1 } as const;
    const extractor = await freeze(network, own, options);
    const bytes = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => (i * 37) % 256);
    const found = await extractor.extract(bytes);
    const unit: Tensor4D = div(tensor4d(Array.from(bytes), [1, 16, 16, 3]), 255);
    const prepared = normalizeImages(unit, network.preprocessing);
    const { stage4 } = runNetwork(network, own, prepared, { layers }).features;
    const expected = (await stage4.data()) as Float32Array;
    expect(difference(found.stage4.data, expected)).toBeLessThan(1e-5);
    await expect(extractor.extract(new Float32Array(768))).rejects.toThrow(
      new TypeError(
        "extract: expected a Uint8Array as efficientnetLite0 was frozen, got Float32Array",
      ),
    );
    await extractor.release();
  });

  test("freezes CLIP's image tower as well", async () => {
    const own = ruleParams(clipImageSpec(clipSmall));
    const extractor = await freeze(clipImageFeatures(clipSmall), own, { layers: ["visual.proj"] });
    const images = ruleTensor("images", [2, 48, 48, 3]) as Tensor4D;
    const found = await extractor.extract((await images.data()) as Float32Array);
    const expected = (await clipImage(clipSmall, own, images).data()) as Float32Array;
    expect(found["visual.proj"].shape).toEqual([2, 32]);
    expect(difference(found["visual.proj"].data, expected)).toBeLessThan(1e-5);
    await extractor.release();
  });

  test("refuses images of another size, and says which it takes", async () => {
    const extractor = await freeze(network, params(), { layers, height: 16, width: 8 });
    await expect(extractor.extract(new Float32Array(500))).rejects.toThrow(
      new RangeError("extract: expected N x 16 x 8 x 3 values for efficientnetLite0, got 500"),
    );
    await expect(extractor.extract(new Float32Array(0))).rejects.toThrow(RangeError);
    await extractor.release();
  });

  test("refuses sides that are no whole numbers, and says so after release", async () => {
    const own = params();
    await expect(freeze(network, own, { layers, height: 40.5, width: 48 })).rejects.toThrow(
      new RangeError("freeze: expected whole numbers as height and width, got 40.5 and 48"),
    );
    const extractor = await freeze(network, own, { layers, height: 40, width: 48 });
    await extractor.release();
    await extractor.release();
    await expect(extractor.extract(new Float32Array(40 * 48 * 3))).rejects.toThrow(
      "got an extractor after release(); freeze it again",
    );
    dispose(own);
  });

  test("refuses layers and parameters that are not there", async () => {
    await expect(freeze(network, {}, { layers })).rejects.toThrow(
      new RangeError("foldBatchNorm: expected parameter bn1.weight, got none of that name"),
    );
    await expect(freeze(network, {}, { layers: ["stage3" as "stage2"] })).rejects.toThrow(
      /got stage3$/,
    );
    await expect(freeze(network, {}, { layers: [] })).rejects.toThrow(
      new RangeError("freeze: expected at least one layer, got none"),
    );
  });
});
