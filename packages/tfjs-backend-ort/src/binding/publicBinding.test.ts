import { expect, test } from "vitest";
import { oneOperator, TRIAL } from "./oneOperator.ts";
import { publicBinding } from "./publicBinding.ts";

test("the public binding keeps several graphs apart, and leaves what it is given as it was", () => {
  const binding = publicBinding("public", 1);
  const [neg, abs] = ["Neg", "Abs"].map((type) => binding.compile(oneOperator(type, [2]), TRIAL));
  const x = binding.tensor("float32", Float32Array.of(-1, 2), [2]);
  const y = binding.tensor("float32", new Float32Array(2), [2]);
  for (let run = 0; run < 200; run++) {
    neg.run({ x }, { y });
    expect(y.data).toEqual(Float32Array.of(1, -2));
    abs.run({ x }, { y });
    expect(y.data).toEqual(Float32Array.of(1, 2));
  }
  expect(x.data).toEqual(Float32Array.of(-1, 2));
  neg.release();
  abs.run({ x }, { y });
  expect(y.data).toEqual(Float32Array.of(1, 2));
});
