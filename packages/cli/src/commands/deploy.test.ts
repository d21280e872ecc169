import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeSweep } from "@flawlens/shards";
import { describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeTinyModel } from "../../test/tinyModel.ts";

async function sweep() {
  const root = await temporaryFolder();
  const jobs = ["a", "b", "c"].map((id) => ({ id, hash: "0".repeat(64), group: "g", argv: ["train"] })); // prettier-ignore
  await writeSweep({ folder: join(root, "out/sweep"), root, jobs });
  return { root, folder: join(root, "out/sweep"), out: join(root, "deploy") };
}

describe("flawlens deploy", () => {
  test("writes a job for Kubernetes and an image, and says which files", async () => {
    const { folder, out } = await sweep();
    const { code, stdout } = await run("deploy", "k8s", "--sweep", folder, "--claim", "data", "--out", out); // prettier-ignore
    expect([code, stdout]).toEqual([0, `${join(out, "Dockerfile")}\n${join(out, "job.yaml")}\n`]);
    const text = readFileSync(join(out, "job.yaml"), "utf8");
    expect(text).toMatch(/completions: 3\n[^]*value: \/data\/out\/sweep\n/);
    const again = await run("deploy", "k8s", "--sweep", folder, "--claim", "data", "--out", out);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("which has one; choose another, or --overwrite")]); // prettier-ignore
  });

  test("writes a server for Kubernetes, and a script for Slurm", async () => {
    const { folder, out } = await sweep();
    await run("deploy", "k8s", "--model", "a=m/a.onnx", "--claim", "data", "--out", out);
    expect(readFileSync(join(out, "serve.yaml"), "utf8")).toMatch(/"a=\/data\/m\/a.onnx"[^]*\n---\n[^]*kind: Service\n[^]*\n---\n/); // prettier-ignore
    const { code } = await run("deploy", "slurm", "--sweep", folder, "--out", out, "--parts", "2", "--name", "s"); // prettier-ignore
    expect(code).toBe(0);
    expect(readFileSync(join(out, "s.sbatch"), "utf8")).toContain(`sweep run '${folder}' --jobs 1 --shard "$SLURM_ARRAY_TASK_ID/2"`); // prettier-ignore
  });

  test("writes repositories for Triton and OpenVINO Model Server, by the detector's own tensors", async () => {
    const { root, out } = await sweep();
    const model = await writeTinyModel(join(root, "tiny.onnx"));
    expect((await run("deploy", "triton", "--model", model, "--name", "p", "--out", out)).code).toBe(0); // prettier-ignore
    expect(readFileSync(join(out, "p/config.pbtxt"), "utf8")).toMatch(/name: "images" data_type: TYPE_UINT8 dims: \[ [-\d]+, [-\d]+, 3 \]/); // prettier-ignore
    expect(readFileSync(join(out, "p/1/model.onnx"))).toEqual(readFileSync(model));
    expect((await run("deploy", "ovms", "--model", model, "--name", "q", "--out", out)).code).toBe(0); // prettier-ignore
    expect(existsSync(join(out, "q/1/model.onnx"))).toBe(true);
    expect((await run("deploy", "kserve", "--storage", "s3://b/m", "--out", out)).stdout).toBe(`${join(out, "inference-service.yaml")}\n`); // prettier-ignore
  });

  test.each([
    { args: ["k8s", "--claim", "c"], says: "expected --sweep DIR or --model NAME=FILE" },
    { args: ["k8s", "--claim", "c", "--model", "a=/etc/x"], says: "expected NAME=FILE with a file from the volume's root" }, // prettier-ignore
    { args: ["k8s", "--claim", "c", "--model", "a=../x"], says: "got a=../x" },
    {
      args: ["k8s", "--claim", "c", "--name", "A_b"],
      says: "Expected small letters, digits and -",
    },
    { args: ["k8s", "--claim", "c", "--model", "a=b", "--replicas", "4,1"], says: "Expected two numbers such as 1,4" }, // prettier-ignore
    { args: ["slurm", "--sweep", "x", "--time", "soon"], says: "Expected a time such as 04:00:00" },
    { args: ["slurm", "--sweep", "x", "--cpu", "0"], says: "Expected more than 0" },
  ])("refuses $args", async ({ args, says }) => {
    const { code, stderr } = await run("deploy", ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });
});
