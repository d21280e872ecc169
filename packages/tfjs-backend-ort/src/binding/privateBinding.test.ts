import { expect, test } from "vitest";
import { oneOperator, TRIAL } from "./oneOperator.ts";
import { privateBinding } from "./privateBinding.ts";

test("the private binding makes no copies of outputs", () => {
  const size = 2 ** 20;
  const binding = privateBinding();
  const session = binding.compile(oneOperator("Neg", [size]), TRIAL);
  const x = binding.tensor("float32", Float32Array.from({ length: size }, (_, i) => i), [size]); // prettier-ignore
  const data = new Float32Array(size);
  const y = binding.tensor("float32", data, [size]);
  session.run({ x }, { y });
  const before = process.memoryUsage().arrayBuffers;
  for (let run = 0; run < 5; run++) {
    data.fill(0);
    session.run({ x }, { y });
    expect([data[1], data[2], data[size - 1]]).toEqual([-1, -2, 1 - size]);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * size);
  session.release();
});
