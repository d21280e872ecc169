import "@flawlens/tfjs-backend-ort";
import { countParams, loadParams } from "@flawlens/backbones";
import type { NetworkLayers, Params } from "@flawlens/backbones";
import { memory, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { ruleParams, ruleRange } from "../../backbones/test/ruleParams.ts";
import { randomStream } from "@flawlens/sampling";
import { cellScores, createSimplenet, project, simplenetSpec } from "../src/simplenet/createSimplenet.ts"; // prettier-ignore
import { groupedJoin } from "../src/simplenet/groupedJoin.ts";
import { simplenetConfig } from "../src/simplenet/simplenetConfig.ts";
import { simplenetLoss } from "../src/simplenet/simplenetLoss.ts";
import { simplenetOptimizer } from "../src/simplenet/simplenetOptimizer.ts";
import { expectClose, officialFixture } from "./officialFixture.ts";
import { expectOfficialStep } from "./expectOfficialStep.ts";
import type { OfficialStep } from "./expectOfficialStep.ts";

beforeAll(async () => {
  await setBackend("ort");
});

type Numbers = Record<string, number[]>;
const fixture = officialFixture<{
  sizes: { channels: number[]; sides: number[]; batch: number; size: number; hidden: number; input: number }; // prettier-ignore
  rates: { learningRate: number; projectionLearningRate: number };
  noise: number;
  forward: { everyFifthRow: number[]; scores: number[]; everyEighthPixel: number[] };
  step: OfficialStep;
  head: { inputs: Record<string, number[] | number[][]>; outputs: Numbers };
}>("simplenet");
const { channels, sides, batch, size, hidden, input } = fixture.sizes;
const spec = simplenetSpec({ size, hidden });

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

function model() {
  const inputSize = { height: input, width: input };
  const options = { layers, layerParams: {}, join: groupedJoin(size), inputSize, hidden };
  const made = createSimplenet({ ...options, random: randomStream(1) });
  return { ...made, params: ruleParams(spec) };
}

describe("beside the released SimpleNet, on the same weights and features", () => {
  test("features are embedded alike", () => {
    const rows = groupedJoin(size).join(features()).dataSync();
    const every = Array.from({ length: rows.length / size }, (_, i) => i).filter((i) => i % 5 === 0); // prettier-ignore
    expectClose(
      every.flatMap((i) => Array.from(rows.subarray(i * size, (i + 1) * size))),
      fixture.forward.everyFifthRow,
      "rows",
    );
  });

  test("scores and maps are the same", () => {
    const { outputs, params } = model();
    const images = tensor4d(new Float32Array(batch * input * input * 3), [batch, input, input, 3]);
    const before = memory().numTensors;
    const { scores, maps } = outputs(params, images);
    expect(memory().numTensors).toBe(before + 2);
    expectClose(scores.dataSync(), fixture.forward.scores, "scores");
    const map = maps.dataSync();
    const pixels: number[] = [];
    for (let n = 0; n < batch; n++)
      for (let y = 3; y < input; y += 8)
        for (let x = 3; x < input; x += 8) pixels.push(map[(n * input + y) * input + x]);
    expectClose(pixels, fixture.forward.everyEighthPixel, "maps");
  });

  test("one step has the same loss, gradients, weights and statistics", async () => {
    const shape = [batch, sides[0], sides[0], size] as [number, number, number, number];
    const noise = ruleRange("noise", batch * sides[0] ** 2 * size, -fixture.noise, fixture.noise);
    const config = simplenetConfig.parse(fixture.rates);
    const step = {
      spec,
      batch: { features: groupedJoin(size).join(features()), noise: tensor4d(noise, shape) },
      lossOf: (params: Params, given: { features: Tensor4D; noise: Tensor4D }) => simplenetLoss(params, given, config), // prettier-ignore
      optimizer: simplenetOptimizer(config),
    };
    await expectOfficialStep(step, fixture.step, {
      vanishing: ["projection.bias", "discriminator.0.bias"],
    });
  });

  test("the two networks give the vector's rows", () => {
    const { inputs, outputs } = fixture.head;
    const flat = (name: string) => inputs[name].flat();
    const small = simplenetSpec({ size: 3, hidden: 2 });
    const tensors = small
      .filter(({ kind }) => kind !== "counter")
      .map(({ name, shape }) => [
        name,
        { dtype: "F32", shape, data: Float32Array.from(flat(name)) },
      ]);
    const params = loadParams(small, Object.fromEntries(tensors));
    const projected = project(params, tensor4d(flat("x"), [4, 1, 1, 3]));
    expectClose(projected.dataSync(), outputs.projected, "projected");
    const negated = (values: number[]) => values.map((value) => -value);
    expectClose(cellScores(params, projected, null).dataSync(), negated(outputs.evaluated), "evaluated"); // prettier-ignore
    expectClose(cellScores(params, projected, {}).dataSync(), negated(outputs.training), "training"); // prettier-ignore
  });
});

test("as released, 3,937,792 parameters are trained", () => {
  expect(countParams(simplenetSpec({ size: 1536, hidden: 1024 }))).toBe(3_937_792);
});
