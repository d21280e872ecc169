import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { ruleParams } from "../test/ruleParams.ts";
import { foldBatchNorm } from "./foldBatchNorm.ts";
import { foldedSpec } from "./foldedSpec.ts";
import { convSpec, statisticsSpec } from "./layers/layerSpec.ts";
import { saveParams } from "./saveParams.ts";

const spec = [
  ...statisticsSpec("input", 3),
  ...convSpec("a", { from: 3, to: 4, kernel: 3, bias: true, norm: { name: "a.bn", epsilon: 1e-5 } }), // prettier-ignore
  ...convSpec("b", { from: 4, to: 4, kernel: 3, depthwise: true, norm: { name: "bn", epsilon: 1e-3 } }), // prettier-ignore
  ...convSpec("c", { from: 4, to: 5, kernel: 2, transposed: true, norm: { name: "c.bn", epsilon: 1e-5 } }), // prettier-ignore
  ...convSpec("last", { from: 5, to: 2, kernel: 1, bias: true }),
];

test("lists what folding gives, in its shapes", async () => {
  await setBackend("cpu");
  const folded = await foldBatchNorm(spec, ruleParams(spec));
  const listed = foldedSpec(spec).filter(({ kind }) => kind !== "counter");
  expect(listed.map(({ name }) => name).toSorted()).toEqual(Object.keys(folded).toSorted());
  await expect(saveParams(listed, folded)).resolves.toBeDefined(); // it checks each shape
});

test("says that gradients may change what was folded, and keeps the rest", () => {
  const listed = foldedSpec(spec);
  expect(listed.find(({ name }) => name === "a.folded.bias")?.trainable).toBe(true);
  expect(listed.slice(0, 3)).toEqual(spec.slice(0, 3));
});
