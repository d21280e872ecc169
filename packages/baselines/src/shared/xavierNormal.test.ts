import { convSpec, linearSpec } from "@flawlens/backbones";
import { expect, test } from "vitest";
import { xavierNormal } from "./xavierNormal.ts";

test("weights of convolutions and matrices begin by both fans, each counting the kernel", () => {
  const norm = { name: "n", epsilon: 1e-5 };
  const spec = xavierNormal([
    ...convSpec("a", { from: 6, to: 2, kernel: 5, bias: true, norm }),
    ...linearSpec("b", { from: 7, to: 1 }),
  ]);
  const init = Object.fromEntries(spec.map((param) => [param.name, param.init]));
  expect(init["a.weight"]).toEqual({ normal: Math.sqrt(2 / (8 * 25)) });
  expect(init["b.weight"]).toEqual({ normal: 0.5 });
  expect(init["a.bias"]).toEqual({ uniform: 1 / Math.sqrt(6 * 25) }); // PyTorch's default
  expect(init["n.weight"]).toBe("ones");
});
