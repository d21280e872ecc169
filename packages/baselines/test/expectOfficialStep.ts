import { saveParams } from "@flawlens/backbones";
import type { Params, ParamSpec } from "@flawlens/backbones";
import { trainStep } from "@flawlens/training";
import type { LossOf, Optimizer } from "@flawlens/training";
import { clone, keep } from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { ruleParams } from "../../backbones/test/ruleParams.ts";
import { expectClose } from "./officialFixture.ts";

/**
 * One training step of released code: values by the names of our parameters, in PyTorch's order of axes; of a tensor
 * with more than 1000 about 300, evenly spaced.
 */
export interface OfficialStep {
  loss: number;
  gradients: Record<string, number[]>;
  /** Weights and running statistics after the step. */
  updated: Record<string, number[]>;
}

/**
 * Takes one step from weights by the rule, and expects loss, gradients, and weights and statistics after it to be
 * those of the released code within 1e-4, and the changes of the weights within 1e-3.
 *
 * @param options - `vanishing`: biases in front of a normalisation. Their gradients are 0 but for rounding, and so
 *   their steps are not compared.
 */
export async function expectOfficialStep<B>(
  { spec, batch, lossOf, optimizer }: { spec: readonly ParamSpec[]; batch: B; lossOf: LossOf<B>; optimizer: Optimizer  }, // prettier-ignore
  official: OfficialStep,
  { vanishing }: { vanishing: readonly string[] },
): Promise<void> {
  const begun = ruleParams(spec);
  let found: Params = {};
  const watched: Optimizer = {
    ...optimizer,
    update(params, gradients) {
      found = Object.fromEntries(
        Object.entries(gradients).map(([name, gradient]) => [name, keep(clone(gradient))]),
      );
      return optimizer.update(params, gradients);
    },
  };
  const trainable = spec.flatMap(({ name, trainable }) => (trainable ? [name] : []));
  const { loss, params } = trainStep(begun, batch, { lossOf, optimizer: watched, trainable });
  expect(Math.abs(loss.dataSync()[0] / official.loss - 1)).toBeLessThan(1e-5);

  const stored = async (values: Params): Promise<Record<string, Float32Array>> => {
    const entries = Object.entries(await saveParams(spec, values));
    return Object.fromEntries(
      entries.map(([name, { data }]) => [name, thinned(data as Float32Array)]),
    );
  };
  const [before, gradients, after] = [
    await stored(begun),
    await stored({ ...begun, ...found }),
    await stored(params),
  ];
  expect(Object.keys(official.gradients).toSorted()).toEqual(trainable.toSorted());
  for (const [name, values] of Object.entries(official.gradients))
    if (vanishing.includes(name))
      expect({ name, vanishes: gradients[name].every((value) => Math.abs(value) < 1e-6) }).toEqual({ name, vanishes: true }); // prettier-ignore
    else expectClose(gradients[name], values, `gradient of ${name}`);
  for (const [name, values] of Object.entries(official.updated)) {
    if (vanishing.includes(name)) continue;
    expectClose(after[name], values, name);
    const moved = (to: ArrayLike<number>) => Array.from(to, (value, i) => value - before[name][i]);
    expectClose(moved(after[name]), moved(values), `step of ${name}`, 1e-3);
  }
}

function thinned(values: Float32Array): Float32Array {
  const every = values.length <= 1000 ? 1 : Math.floor(values.length / 300) | 1;
  return values.filter((_, i) => i % every === 0);
}
