import { expect, test, vi } from "vitest";
import { inferenceEngine } from "./inferenceEngine.ts";

test("inferenceEngine names the provider that files are run on", async () => {
  expect(await inferenceEngine()).toMatchObject({ name: "onnxruntime", provider: "cpu" });
  vi.stubEnv("FLAWLENS_BINDING", "web");
  expect((await inferenceEngine()).provider).toBe("wasm");
  vi.unstubAllEnvs();
});
