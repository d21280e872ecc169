import { randomStream } from "@flawlens/sampling";
import { initParams } from "@flawlens/backbones";
import "../../test/cpu.ts";
import { expect, test } from "vitest";
import { flowSpec } from "./flowSpec.ts";

const spec = flowSpec("decoders.0", { channels: 5, condition: 4, blocks: 2 });

test("lists each block under the names of a published checkpoint", () => {
  expect(spec.slice(0, 7).map(({ name, shape }) => [name, shape])).toEqual([
    ["decoders.0.module_list.0.subnet.0.weight", [14, 7]],
    ["decoders.0.module_list.0.subnet.0.bias", [14]],
    ["decoders.0.module_list.0.subnet.2.weight", [4, 14]],
    ["decoders.0.module_list.0.subnet.2.bias", [4]],
    ["decoders.0.module_list.0.global_scale", [1, 5]],
    ["decoders.0.module_list.0.global_offset", [1, 5]],
    ["decoders.0.module_list.0.w_perm", [5, 5]],
  ]);
  expect(spec).toHaveLength(14);
  expect(spec.filter(({ trainable }) => !trainable).map(({ name }) => name)).toEqual(
    [0, 1].map((block) => `decoders.0.module_list.${block}.w_perm`),
  );
});

test("begins with scales of 1", () => {
  const params = initParams(spec, { random: randomStream(1) });
  const [scale] = params["decoders.0.module_list.1.global_scale"].dataSync();
  expect(0.2 * Math.log(1 + Math.exp(scale / 2))).toBeCloseTo(1, 6);
});
