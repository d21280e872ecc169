import "../../test/cpu.ts";
import { initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { ones, tensor2d, tensor3d } from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { cflowFixture, flat } from "../../test/cflowFixture.ts";
import { couplingBlock } from "./couplingBlock.ts";
import { flowSpec } from "./flowSpec.ts";
import { likelihoodLoss } from "./likelihoodLoss.ts";
import { logLikelihoods, runFlow } from "./logLikelihoods.ts";

test("likelihoods and their loss are those of the released code", () => {
  const { inputs, outputs } = cflowFixture.vectors.likelihoodLoss;
  const z = tensor3d(flat(inputs.z), [1, 2, 5]);
  const l = logLikelihoods({ z, logDet: tensor2d(flat(inputs.logDet), [1, 2]) });
  for (const [i, value] of flat(outputs.perDim).entries())
    expect(l.dataSync()[i]).toBeCloseTo(value, 6);
  expect(likelihoodLoss(l).dataSync()[0]).toBeCloseTo(outputs.meanLoss as number, 6);
});

test("the loss stays finite where a vector is impossible or certain", () => {
  expect(likelihoodLoss(tensor2d([[-1000, 1000]])).dataSync()[0]).toBeCloseTo(500, 3);
});

test("a flow is its blocks one after the other, their log determinants added", () => {
  const spec = flowSpec("f", { channels: 4, condition: 4, blocks: 2 });
  const params = initParams(spec.map((param) => (param.name.endsWith("w_perm") ? { ...param, init: "uniform" as const } : param)), { random: randomStream(2) }); // prettier-ignore
  const x = tensor3d([1, -2, 0.5, 3], [1, 1, 4]);
  const condition = ones([1, 4]) as Tensor2D;
  const { z, logDet } = runFlow(params, "f", x, condition, { blocks: 2, clamp: 1.9 });
  const first = couplingBlock(params, "f.module_list.0", x, condition, { clamp: 1.9 });
  const second = couplingBlock(params, "f.module_list.1", first.z, condition, { clamp: 1.9 });
  expect(z.dataSync()).toEqual(second.z.dataSync());
  expect(logDet.dataSync()[0]).toBeCloseTo(first.logDet.dataSync()[0] + second.logDet.dataSync()[0], 6); // prettier-ignore
});
