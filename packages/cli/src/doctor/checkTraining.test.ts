import { expect, test } from "vitest";
import { trainingCheck } from "./checkTraining.ts";

test.each([
  { of: "native code", engine: { name: "ort", provider: "cpu", threads: 2 }, state: "ok", mend: undefined }, // prettier-ignore
  { of: "WebAssembly", engine: { name: "ort", provider: "wasm", threads: 2 }, state: "slow", mend: "npm install it" }, // prettier-ignore
  { of: "plain JavaScript", engine: { name: "cpu", provider: "javascript", threads: 1 }, state: "slow", mend: "npm install it" }, // prettier-ignore
  { of: "libtensorflow", engine: { name: "tensorflow", provider: "libtensorflow", threads: 2 }, state: "ok", mend: undefined }, // prettier-ignore
] as const)("training on $of is $state", ({ engine, state, mend }) => {
  const check = trainingCheck(engine, "npm install it");
  expect([check.state, check.mend]).toEqual([state, mend]);
});

test("says which providers did not start, and why", () => {
  const refused = [{ provider: "cuda", reason: "no device" }];
  const { found } = trainingCheck({ name: "ort", provider: "cpu", threads: 2, refused }, "");
  expect(found).toBe("the engine is ort, provider cpu, 2 threads; cuda did not start: no device");
});
