import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packOurs } from "./packOurs.ts";

const run = promisify(execFile);

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "flawlens-tfjs-core-only-"));
});
afterAll(() => rm(project, { recursive: true, force: true }));

/** Makes a project of these packages alone; false where there is no network. */
async function install(names: readonly string[]): Promise<boolean> {
  const { dependencies, overrides } = await packOurs(names, project);
  const tfjs = ["core", "backend-cpu"].map((name) => [`@tensorflow/tfjs-${name}`, "4.22.0"]);
  const manifest = {
    private: true,
    type: "module",
    dependencies: { ...dependencies, ...Object.fromEntries(tfjs) },
    overrides,
  };
  await writeFile(join(project, "package.json"), JSON.stringify(manifest));
  const flags = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  try {
    const shell = process.platform === "win32";
    await run("npm", ["install", ...flags], { cwd: project, shell });
    return true;
  } catch (error) {
    const { stderr } = error as { stderr: string };
    if (/E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH)/.test(stderr)) return false;
    throw error;
  }
}

const trainAndExport = `
import "@tensorflow/tfjs-backend-cpu";
import { calibrate, exportDetector, memorySource } from "@flawlens/detector";
import { convHead, createFcdd, fitFcdd, smallConvNetEncoder } from "@flawlens/fcdd";
import { randomStream } from "@flawlens/sampling";
import { adam } from "@flawlens/training";
import { getBackend, ready } from "@tensorflow/tfjs-core";

await ready();
const size = { height: 16, width: 16 };
const source = memorySource(Array.from({ length: 8 }, (_, i) => {
  const image = { data: new Uint8Array(768).fill(90 + i), ...size, channels: 3, original: size };
  if (i % 2) image.data.fill(250, 0, 300);
  return { id: String(i), label: i % 2, defectTypes: i % 2 ? ["bright"] : [], image };
}));
const random = randomStream(1);
const model = createFcdd({
  encoder: smallConvNetEncoder({ widths: [[4], [8]] }),
  head: convHead({ widths: [8] }),
  types: ["bright"],
  inputSize: 16,
  random: random.split(),
});
const losses = [];
const optimizer = adam({ learningRate: 0.01 });
for await (const event of fitFcdd(model, { source, optimizer, batchSize: 8, steps: 20, random }))
  if (event.kind === "step") losses.push(event.loss);
const calibration = await calibrate(model, source);
const facts = { images: [await source.read(0)], seed: 1, dataset: { name: "bright", hash: "" } };
const exported = await exportDetector(model, calibration, "detector.onnx", facts).catch((e) => e.message);
console.log(JSON.stringify({ backend: getBackend(), losses, threshold: calibration.any.threshold, exported }));
`;

test("FCDD trains on TensorFlow.js's cpu backend without ONNX Runtime, and its export says what to install", async (context) => {
  if (!(await install(["fcdd"]))) return context.skip("npm cannot reach its registry");
  const installed = readdirSync(join(project, "node_modules"), { recursive: true }).map(String);
  expect(installed).toContain(join("@flawlens", "detector", "package.json"));
  expect(installed.filter((path) => /onnxruntime|tfjs-backend-ort/.test(path))).toEqual([]);

  await writeFile(join(project, "main.js"), trainAndExport);
  const { stdout } = await run(process.execPath, ["main.js"], { cwd: project });
  const { backend, losses, threshold, exported } = JSON.parse(stdout.trim().split("\n").at(-1)!);
  expect(backend).toBe("cpu");
  expect(losses).toHaveLength(20);
  expect(losses.at(-1)).toBeLessThan(losses[0] / 2);
  expect(threshold).toBeGreaterThan(0);
  expect(exported).toMatch(/^exportDetector: expected the packages that exporting needs, got /);
  expect(exported).toContain("npm install @flawlens/tfjs-backend-ort onnxruntime-node");
  expect(existsSync(join(project, "detector.onnx"))).toBe(false);
}, 120_000);
