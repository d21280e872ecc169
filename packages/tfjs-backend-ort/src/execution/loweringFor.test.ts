import { expect, test } from "vitest";
import { startedBinding } from "../binding/startedBinding.ts";
import { blockSize } from "./blockSize.ts";
import { loweringFor } from "./loweringFor.ts";

test("graphs for the processor have its forms, and those for a device have none", () => {
  const binding = startedBinding();
  expect(loweringFor(binding, binding.processor)).toMatchObject({
    forCpu: true,
    blockSize: blockSize(binding),
    hasSign: true,
  });
  expect(loweringFor(binding, "webgpu")).toMatchObject({
    forCpu: false,
    blockSize: 0,
    hasSign: false,
  });
  expect(loweringFor(binding, "cuda")).toMatchObject({ forCpu: false, hasSign: true });
});
