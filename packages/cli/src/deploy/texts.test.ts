import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { dockerfile } from "./dockerfile.ts";
import { kserveService } from "./kserveService.ts";
import { ovmsConfig } from "./ovmsConfig.ts";
import { slurmScript } from "./slurmScript.ts";
import { tritonConfig } from "./tritonConfig.ts";

describe("slurmScript", () => {
  const script = slurmScript({ name: "parts", folder: "/share/it's here", parts: 40, parallelism: 8, cpu: 2, memory: 1.5, time: "01:00:00" }); // prettier-ignore

  test("is an array whose tasks do their parts of the list", async () => {
    expect(script).toContain(
      "#SBATCH --array=1-40%8\n#SBATCH --cpus-per-task=2\n#SBATCH --mem=1536M\n",
    );
    // What bash makes of it, with a flawlens that says what it was called with.
    const folder = await temporaryFolder();
    const fake = `#!/bin/sh\nprintf '%s|' "$FLAWLENS_THREADS" "$@"\n`;
    await writeFile(join(folder, "flawlens"), fake, { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env.PATH}`, SLURM_ARRAY_TASK_ID: "7", SLURM_CPUS_PER_TASK: "2" }; // prettier-ignore
    const { stdout } = spawnSync("bash", ["-c", script], { env, encoding: "utf8" });
    expect(stdout).toBe("2|sweep|run|/share/it's here|--jobs|1|--shard|7/40|");
  });

  test("has its settings before its first command, as Slurm reads them", () => {
    const lines = script.split("\n");
    expect(lines[0]).toBe("#!/bin/bash");
    expect(lines.findLastIndex((line) => line.startsWith("#SBATCH"))).toBeLessThan(lines.indexOf("set -eu")); // prettier-ignore
  });
});

describe("configurations of model servers", () => {
  const inputs = [{ name: "images", type: "uint8", sizes: [-1, -1, 3] }];
  const outputs = [{ name: "scores", type: "float32", sizes: [1] }, { name: "maps", type: "float32", sizes: [1, 8, 8] }]; // prettier-ignore

  test("Triton's has the tensors of the file without the number of images", () => {
    const config = tritonConfig({ name: "parts", inputs, outputs, batch: 8, instances: 2 });
    expect(config).toContain(
      'input [\n  { name: "images" data_type: TYPE_UINT8 dims: [ -1, -1, 3 ] }\n]',
    );
    expect(config).toContain(
      '{ name: "scores" data_type: TYPE_FP32 dims: [ 1 ] },\n  { name: "maps"',
    );
    expect(config).toContain('backend: "onnxruntime"\nmax_batch_size: 8\n');
    expect(() => tritonConfig({ name: "a", inputs: [{ name: "x", type: "string", sizes: [] }], outputs, batch: 1, instances: 1 })).toThrow("got string"); // prettier-ignore
  });

  test("OpenVINO Model Server's names the model's folder", () => {
    const { model_config_list } = JSON.parse(ovmsConfig("parts", 4)) as { model_config_list: { config: object }[] }; // prettier-ignore
    expect(model_config_list.map(({ config }) => config)).toEqual([{ name: "parts", base_path: "/models/parts", batch_size: "auto", nireq: 4, plugin_config: { PERFORMANCE_HINT: "THROUGHPUT" } }]); // prettier-ignore
  });

  test("KServe's runs the repository on Triton by the protocol version 2", () => {
    expect(kserveService({ name: "parts", storage: "pvc://data/models", cpu: 1, memory: 2 })).toMatchObject({ apiVersion: "serving.kserve.io/v1beta1", spec: { predictor: { model: { runtime: "kserve-tritonserver", protocolVersion: "v2", storageUri: "pvc://data/models" } } } }); // prettier-ignore
  });
});

test("the image installs this version, and runs without rights", () => {
  const lines = dockerfile("1.2.3").split("\n");
  expect(lines).toContain("FROM node:22-bookworm-slim");
  expect(lines.find((line) => line.startsWith("RUN"))).toContain("@flawlens/cli@1.2.3 bullmq ioredis pg"); // prettier-ignore
  expect(lines.indexOf("USER node")).toBeLessThan(lines.findIndex((line) => line.startsWith("ENTRYPOINT"))); // prettier-ignore
});
