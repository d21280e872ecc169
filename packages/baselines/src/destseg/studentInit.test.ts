import { convSpec } from "@flawlens/backbones";
import { expect, test } from "vitest";
import { studentInit } from "./studentInit.ts";

test("changes the encoder alone: its convolutions, and the last normalisation of a block", () => {
  const conv = (name: string, norm: string) =>
    convSpec(name, { from: 4, to: 2, kernel: 3, norm: { name: norm, epsilon: 1e-5 } });
  const spec = studentInit([
    ...conv("encoder.layer1.0.conv2", "encoder.layer1.0.bn2"),
    ...conv("decoder_layer1.0.conv2", "decoder_layer1.0.bn2"),
  ]);
  const inits = spec.filter(({ name }) => name.endsWith("weight")).map(({ init }) => init);
  expect(inits).toEqual([{ normal: Math.sqrt(2 / 18) }, "zeros", undefined, "ones"]);
});
