import "@flawlens/tfjs-backend-ort";
import { countParams } from "@flawlens/backbones";
import type { NetworkLayers, Params } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { setBackend, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { ruleParams, ruleRange } from "../../backbones/test/ruleParams.ts";
import { createSupersimplenet } from "../src/supersimplenet/createSupersimplenet.ts";
import { gridMask } from "../src/supersimplenet/gridMask.ts";
import { markAnomalies } from "../src/supersimplenet/noisyCopies.ts";
import { supersimplenetSpec } from "../src/supersimplenet/supersimplenetHeads.ts";
import { supersimplenetLoss } from "../src/supersimplenet/supersimplenetLoss.ts";
import { supersimplenetOptimizer } from "../src/supersimplenet/supersimplenetOptimizer.ts";
import { upscaledJoin } from "../src/supersimplenet/upscaledJoin.ts";
import { expectOfficialStep } from "./expectOfficialStep.ts";
import type { OfficialStep } from "./expectOfficialStep.ts";
import { expectClose, officialFixture } from "./officialFixture.ts";

beforeAll(async () => {
  await setBackend("ort");
});

type Step = OfficialStep & { anomalous: number[]; labels: number[] };
const fixture = officialFixture<{
  sizes: { channels: number[]; sides: number[]; batch: number; input: number; hidden: number };
  rates: { learningRate: number; adaptorLearningRate: number; decayFactor: number };
  noise: number;
  forward: { joined: number[]; scores: number[]; everyThirdPixel: number[] };
  perlin: number[];
  square: { image: number; rows: [number, number]; columns: [number, number] };
  unsupervised: Step;
  supervised: Step;
}>("supersimplenet");
const { channels, sides, batch, input, hidden } = fixture.sizes;
const size = channels.reduce((sum, count) => sum + count, 0);
const grid = { height: 2 * sides[0], width: 2 * sides[0] };
const cells = grid.height * grid.width;
const spec = supersimplenetSpec({ size, hidden, scoreMaps: 128 });

/** The features that the released class was given, in place of a network's. */
const features = (): Tensor4D[] =>
  channels.map((count, i) => {
    const shape = [batch, sides[i], sides[i], count] as [number, number, number, number];
    return tensor4d(ruleRange(`layer${i}`, batch * sides[i] ** 2 * count, 0, 1), shape);
  });

const layers: NetworkLayers = {
  name: "given",
  spec: [],
  channels,
  strides: [8, 16],
  grids: () => sides.map((side) => ({ height: side, width: side })),
  features,
};

/** The mask of the supervised step: a square on its second image. */
function squareMask() {
  const { rows, columns } = fixture.square;
  const data = new Uint8Array(input * input);
  for (let y = rows[0]; y < rows[1]; y++) data.fill(1, y * input + columns[0], y * input + columns[1]); // prettier-ignore
  return { data, height: input, width: input };
}

describe("beside the released SuperSimpleNet, on the same weights and features", () => {
  test("features are joined alike", () => {
    expectClose(upscaledJoin(2).join(features()).dataSync(), fixture.forward.joined, "joined");
  });

  test("scores and maps are the same", () => {
    const options = { layers, layerParams: {}, inputSize: { height: input, width: input }, hidden };
    const { outputs } = createSupersimplenet({ ...options, random: randomStream(1) });
    const images = tensor4d(new Float32Array(batch * input * input * 3), [batch, input, input, 3]);
    const { scores, maps } = outputs(ruleParams(spec), images);
    expectClose(scores.dataSync(), fixture.forward.scores, "scores");
    const map = maps.dataSync();
    const pixels: number[] = [];
    for (let n = 0; n < batch; n++)
      for (let y = 1; y < input; y += 3)
        for (let x = 1; x < input; x += 3) pixels.push(map[(n * input + y) * input + x]);
    expectClose(pixels, fixture.forward.everyThirdPixel, "maps");
  });

  test.each([
    { of: "without known anomalies", official: fixture.unsupervised, known: false },
    { of: "with a known anomaly and its mask", official: fixture.supervised, known: true },
  ])(
    "one step $of has the same loss, gradients, weights and statistics",
    async ({ official, known }) => {
      // prettier-ignore
      const none = new Uint8Array(cells);
      const images = [
        { label: 0 as const, mask: none },
        known
          ? { label: 1 as const, mask: gridMask(squareMask(), grid) }
          : { label: 0 as const, mask: none },
      ];
      const drawn = Array.from({ length: 2 * batch }, (_, i) => fixture.perlin.slice(i * cells, (i + 1) * cells)); // prettier-ignore
      const marked = markAnomalies([...images, ...images], drawn);
      expect([...marked.anomalous]).toEqual(official.anomalous);
      expect([...marked.labels]).toEqual(official.labels);

      const count = 2 * batch;
      const noise = ruleRange("noise", count * cells * size, -fixture.noise, fixture.noise);
      const masked = noise.map((value, i) => value * marked.noisy[Math.floor(i / size)]);
      const { height, width } = grid;
      const given = {
        features: upscaledJoin(2).join(features()),
        noise: tensor4d(masked, [count, height, width, size]),
        anomalous: tensor4d(marked.anomalous, [count, height, width, 1]),
        labels: tensor2d(marked.labels, [count, 1]),
        known: tensor4d(marked.known, [count, 1, 1, 1]),
      };
      const step = {
        spec,
        batch: given,
        lossOf: (params: Params, one: typeof given) =>
          supersimplenetLoss(params, one, { margin: 0.5, stopGradient: !known }),
        optimizer: supersimplenetOptimizer({
          ...fixture.rates,
          clipNorm: known ? 1 : null,
          steps: 10,
        }),
      };
      await expectOfficialStep(step, official, { vanishing: ["seg.0.bias", "dec_head.0.bias"] });
    },
  );
});

test("as released, 8,856,835 parameters are trained", () => {
  const sizes = { size: 1536, hidden: 1024, scoreMaps: 128 };
  expect(countParams(supersimplenetSpec(sizes))).toBe(8_856_835);
});
