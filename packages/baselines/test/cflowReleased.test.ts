import "./cpu.ts";
import "@flawlens/tfjs-backend-ort";
import { countParams, loadParams, saveParams } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { adam, fit, separately } from "@flawlens/training";
import { keep, setBackend, tensor2d, tensor3d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { flowSpec } from "../src/cflow/flowSpec.ts";
import { likelihoodLoss } from "../src/cflow/likelihoodLoss.ts";
import { logLikelihoods, runFlow } from "../src/cflow/logLikelihoods.ts";
import { positionEncoding } from "../src/cflow/positionEncoding.ts";
import { takeRows } from "../src/cflow/vectorBatches.ts";
import type { VectorBatch } from "../src/cflow/vectorBatches.ts";
import { cflowFixture, flat, shapeOf } from "./cflowFixture.ts";
import { expectClose } from "./officialFixture.ts";

const { step, parameters } = cflowFixture;
const channels = 8;
const levels = step.features.map((feature, level) => {
  const [count, height, width, size] = shapeOf(feature);
  return {
    count,
    cells: height * width,
    size,
    values: Float32Array.from(flat(feature)),
    encoded: positionEncoding({ height, width, channels }),
    spec: flowSpec(`decoders.${level}`, { channels: size, condition: channels, blocks: 2 }),
  };
});
const spec = levels.flatMap((level) => level.spec);
const groups = levels.flatMap(({ count, cells }, level) =>
  Array.from({ length: (count * cells) / step.group }, (_, group) => ({ level, group })),
);

const startParams = (): Params =>
  loadParams(
    spec,
    Object.fromEntries(
      Object.entries(step.params).map(([name, values]) => [
        name,
        { dtype: "F32" as const, shape: shapeOf(values), data: Float32Array.from(flat(values)) },
      ]),
    ),
  );

function batchOf({ level, group }: (typeof groups)[number]): VectorBatch {
  const { values, size, cells, encoded } = levels[level];
  const rows = step.orders[level].slice(group * step.group, (group + 1) * step.group);
  const where = rows.map((row) => row % cells);
  return {
    ids: [],
    level,
    vectors: tensor3d(takeRows(values, rows, size), [1, step.group, size]),
    condition: tensor2d(takeRows(encoded, where, channels), [step.group, channels]),
  };
}

const likelihoods = (params: Params, level: number, { vectors, condition }: Pick<VectorBatch, "vectors" | "condition">) => // prettier-ignore
  logLikelihoods(runFlow(params, `decoders.${level}`, vectors, condition, { blocks: 2, clamp: 1.9 })); // prettier-ignore

describe.each(["cpu", "ort"])("CFlow's training on %s is that of the released code", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
  });

  test("in losses and updated parameters, over steps of both levels", async () => {
    const names = levels.map((level) =>
      level.spec.flatMap(({ name, trainable }) => (trainable ? [name] : [])),
    );
    const optimizer = separately(
      levels.map((_, level) => ({
        match: (name: string) => name.startsWith(`decoders.${level}.`),
        optimizer: adam({ learningRate: step.learningRate }),
      })),
    );
    const queue = [...groups];
    const losses: number[] = [];
    const run = fit<VectorBatch>({
      params: startParams(),
      trainable: ({ level }) => names[level],
      lossOf: (params, batch) => likelihoodLoss(likelihoods(params, batch.level, batch)),
      optimizer,
      nextBatch: () => batchOf(queue.shift()!),
      steps: groups.length,
    });
    let trained: Params = {};
    for await (const event of run)
      if (event.kind === "step") losses.push(event.loss);
      else if (event.kind === "end") trained = event.params;
    expectClose(losses, step.losses, "losses", 1e-5);
    const saved = await saveParams(spec, trained);
    const updated = Object.keys(step.updated);
    expect(updated).toHaveLength(levels.length * 2 * 6);
    for (const name of updated)
      expectClose(saved[name].data as Float32Array, flat(step.updated[name]), name);

    // The released test loop, on the parameters that training left.
    for (const [level, { count, cells, size, values, encoded }] of levels.entries()) {
      const vectors = tensor3d(values, [count, cells, size]);
      const condition = tensor2d(encoded, [cells, channels]);
      const l = await likelihoods(trained, level, { vectors, condition }).data();
      expectClose(l as Float32Array, step.logLikelihoods[level], `likelihoods ${level}`);
    }
  });

  test("in gradients", async () => {
    const params = startParams();
    for (const { level, group } of [groups[0], groups.at(-1)!]) {
      const gradients: Params = {};
      const run = fit<VectorBatch>({
        params,
        trainable: levels[level].spec.flatMap(({ name, trainable }) => (trainable ? [name] : [])),
        lossOf: (given, batch) =>
          likelihoodLoss(likelihoods({ ...params, ...given }, level, batch)),
        optimizer: {
          name: "recording",
          update(given, found) {
            for (const [name, gradient] of Object.entries(found))
              gradients[name] = keep(gradient.clone());
            return given;
          },
          tensors: () => ({}),
          state: () => null,
          restore() {},
          dispose() {},
        },
        nextBatch: () => batchOf({ level, group }),
        steps: 1,
      });
      for await (const _ of run);
      const expected = step.gradients[level === 0 ? group : step.gradients.length - 1];
      expect(Object.keys(gradients).toSorted()).toEqual(Object.keys(expected).toSorted());
      const whole = levels[level].spec.filter(({ trainable }) => trainable);
      const saved = await saveParams(whole, gradients);
      for (const [name, values] of Object.entries(expected))
        expectClose(saved[name].data as Float32Array, flat(values), `gradient of ${name}`);
    }
  });
});

test.each(Object.entries(parameters))(
  "a flow of %s channels has as many trained parameters as the released one",
  (size, count) => {
    const flow = flowSpec("decoders.0", { channels: Number(size), condition: 128, blocks: 8 });
    expect(countParams(flow.filter(({ trainable }) => trainable))).toBe(count);
  },
);
