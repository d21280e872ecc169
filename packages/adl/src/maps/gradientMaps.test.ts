import "../../test/cpu.ts";
import {
  dispose,
  engine,
  memory,
  profile,
  randomUniform,
  setBackend,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { foldedParams } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/onEngine.ts";
import { side, tinyModel } from "../../test/tiny.ts";
import { cueGradients, gradientMaps, scoreWithMaps } from "./gradientMaps.ts";
import { adlMode, paperMode, referenceMode } from "../network/modes.ts";
import { scoreImages } from "../network/scoreImages.ts";

const imagesOf = (count: number) =>
  randomUniform([count, side, side, 3], 0, 255, "float32", 3) as Tensor4D;

/** Largest difference of two tensors. */
function apart(a: Tensor, b: Tensor): number {
  const [x, y] = [a, b].map((tensor) => tensor.dataSync() as Float32Array);
  return x.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i])), 0);
}

describe.each(engines)("gradient maps on %s", (name) => {
  onEngine(name);

  test.each([referenceMode, paperMode, adlMode])(
    "come with the scores of the same images in mode '$name', and keep nothing",
    (mode) => {
      const model = tinyModel({ mode });
      const images = imagesOf(2);
      const before = memory().numTensors;
      const together = scoreWithMaps(model, model.params, images, { cues: true });
      const scores = scoreImages(model, model.params, images);
      const maps = gradientMaps(model, model.params, images, { cues: true });
      expect(apart(together.scores.scores, scores.scores)).toBeLessThan(1e-6);
      expect(apart(together.maps.fused, maps.fused)).toBe(0);
      expect(Object.keys(together.maps.cues ?? {})).toEqual([...mode.mapCues]);
      dispose([together, scores, maps] as never);
      expect(memory().numTensors).toBe(before);
      dispose([images, model.params] as never);
    },
  );

  test("are the same with folded parameters, which leave the model's where they are", async () => {
    const model = tinyModel();
    const images = imagesOf(2);
    const before = memory().numTensors;
    const { params, release } = await foldedParams(model);
    const folded = cueGradients(model, params, images);
    const plain = cueGradients(model, model.params, images);
    for (const cue of ["deviation", "entropy", "segmentation"] as const) {
      const largest = (plain[cue].images.dataSync() as Float32Array).reduce(
        (a, b) => Math.max(a, Math.abs(b)),
        0,
      );
      expect(apart(folded[cue].images, plain[cue].images)).toBeLessThan(1e-4 * largest);
    }
    dispose([folded, plain] as never);
    release();
    expect(memory().numTensors).toBe(before);
    expect(Object.values(model.params).some(({ isDisposed }) => isDisposed)).toBe(false);
    dispose([images, model.params] as never);
  });
});

test("score and fused map take one forward pass, and no gradient of a weight", async () => {
  await setBackend("cpu");
  const model = tinyModel();
  const images = imagesOf(1);
  const convolutions = async (run: () => unknown) => {
    const { kernelNames, kernels } = await profile(() => tidy(() => void run()));
    expect(kernelNames.length).toBeGreaterThan(0);
    const of = (kernel: string) => kernels.filter(({ name }) => name === kernel).length;
    return {
      forward: of("Conv2D"),
      input: of("Conv2DBackpropInput"),
      filter: of("Conv2DBackpropFilter"),
    };
  };
  const forward = await convolutions(() => scoreImages(model, model.params, images));
  const both = await convolutions(() => scoreWithMaps(model, model.params, images));
  expect(both.forward).toBe(forward.forward);
  expect(both.filter).toBe(0); // gradients to weights are never computed
  expect(both.input).toBeLessThan(2 * forward.forward);
  expect(engine().state.activeTape).toBeFalsy();
  dispose([images, model.params] as never);
});
