import { tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import { addDecayedWeights } from "./addDecayedWeights.ts";

describe.each(engines)("addDecayedWeights on %s", (engine) => {
  onEngine(engine);
  const given = () => ({
    gradients: { "a.weight": tensor1d([1, 2]), "a.bias": tensor1d([3]) },
    params: { "a.weight": tensor1d([8, -8]), "a.bias": tensor1d([8]) },
  });

  test("adds a multiple of each parameter to its gradient", () => {
    const { gradients, params } = given();
    const changed = addDecayedWeights(0.5).transform(gradients, params);
    expect([...changed["a.weight"].dataSync()]).toEqual([5, -2]);
    expect([...changed["a.bias"].dataSync()]).toEqual([7]);
  });

  test.each([
    { by: "a regular expression", match: /weight$/ },
    { by: "a function", match: (name: string) => !name.endsWith("bias") },
  ])("leaves parameters alone that $by does not choose", ({ match }) => {
    const { gradients, params } = given();
    const changed = addDecayedWeights(0.5, { match }).transform(gradients, params);
    expect([...changed["a.weight"].dataSync()]).toEqual([5, -2]);
    expect([...changed["a.bias"].dataSync()]).toEqual([3]);
  });
});

test.each([-1, NaN])("refuses a decay of %s", (decay) => {
  expect(() => addDecayedWeights(decay)).toThrow(
    new RangeError(`addDecayedWeights: expected decay in [0, Infinity), got ${decay}`),
  );
});
