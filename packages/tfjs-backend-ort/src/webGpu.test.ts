import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { swiftShader } from "../conformance/swiftShader.mjs";
import { bundleFolder, bundleProgram } from "../test/bundleProgram.ts";

const driver = swiftShader();
if (!driver)
  console.warn("skipped: there is no SwiftShader, which Debian's package chromium brings; CHROMIUM names another place"); // prettier-ignore

const folder = bundleFolder();
afterAll(() => rmSync(folder, { recursive: true }));

interface Found {
  provider: string;
  loss: number;
  gradients: number[][];
}

test.skipIf(!driver)(
  "on WebGPU a network has the loss and the gradients that it has on the processor",
  async () => {
    const file = join(folder, "webGpu.mjs");
    await bundleProgram('import "./webGpuProgram.ts";', file, {
      mainFields: ["module", "main"], // one copy of TensorFlow.js, here and in ops
      ignoreAnnotations: true,
    });
    const run = async (provider: string): Promise<Found> => {
      // The public API has the same providers, but each binding would compile the shaders again.
      const env = { ...process.env, ...driver, FLAWLENS_PROVIDER: provider, FLAWLENS_BINDING: "" };
      return JSON.parse((await promisify(execFile)(process.execPath, [file], { env })).stdout);
    };
    const [cpu, gpu] = await Promise.all(["cpu", "webgpu"].map(run));
    expect([cpu.provider, gpu.provider]).toEqual(["cpu", "webgpu"]);
    // Some hundred float32 are summed in another order.
    expect(Math.abs(gpu.loss / cpu.loss - 1)).toBeLessThan(1e-5);
    for (const [i, gradient] of cpu.gradients.entries()) {
      const largest = Math.max(...gradient.map(Math.abs));
      expect(largest).toBeGreaterThan(0.01);
      for (const [j, value] of gradient.entries())
        expect(Math.abs(gpu.gradients[i][j] - value)).toBeLessThan(2e-5 * largest);
    }
  },
  60_000,
);
