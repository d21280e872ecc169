import { findBackendFactory } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";

test("importing the package chooses no engine", async () => {
  const { freeze } = await import("./index.ts");
  expect(freeze).toBeTypeOf("function");
  expect(findBackendFactory("ort")).toBeFalsy();
  expect(findBackendFactory("cpu")).toBeFalsy();
});
