// Clocks the workloads of bench/ on a graphics card beside the processor, and compares their losses, in one command:
//   node --import tsx bench/gpu/main.ts [--provider webgpu|cuda|dml|coreml] [--swiftshader] [NAME...]
// Without a name: all. --swiftshader takes the driver of Debian's chromium that does without a card, to try the
// script: it is slow, so name a small workload ("small"). Fails if a loss differs or the provider does not start.
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { medianSorted } from "simple-statistics";
import { swiftShader } from "../../packages/tfjs-backend-ort/conformance/swiftShader.mjs";
import type { Measurement } from "../clock.ts";

const WORKLOADS: Record<string, [file: string, argument?: string]> = {
  small: ["../gpu/smallStep"],
  "matmul-peak": ["matmulPeak"],
  fcddHead: ["fcddHead"],
  quickstartStep: ["quickstartStep"],
  "resnet18-128": ["resnet18", "128"],
  "resnet18-256": ["resnet18", "256"],
  adlStep: ["adlStep"],
  "vit-b16": ["vit"],
  loraStep: ["loraStep"],
  "irv2-features": ["irv2"],
};
/** Bytes in a second over PCIe 4.0 with 16 lanes, as copies reach it. */
const PCIE = 25e9;
/** The largest relative difference of two losses: sums in another order, and some steps of Adam after them. */
const TOLERANCE = 1e-2;

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    provider: { type: "string", default: "webgpu" },
    swiftshader: { type: "boolean", default: false },
  },
});
const driver = options.swiftshader ? swiftShader() : {};
if (!driver) {
  console.error("bench/gpu: expected SwiftShader beside Chromium, got none; install Debian's chromium, or name it by CHROMIUM"); // prettier-ignore
  process.exit(2);
}
const names = Object.keys(WORKLOADS).filter(
  (name) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part.toLowerCase())), // prettier-ignore
);
if (names.length === 0) {
  console.error(`bench/gpu: expected ${Object.keys(WORKLOADS).join(", ")}, got ${wanted.join(", ")}`); // prettier-ignore
  process.exit(2);
}

console.log(`${cpus()[0].model}, ${cpus().length} threads, Node ${process.version}; ${options.provider}${options.swiftshader ? " by SwiftShader" : ""}`); // prettier-ignore
const rows: Record<string, Record<string, string | number>> = {};
let failed = false;
for (const name of names) {
  const [onCpu, onDevice] = ["cpu", options.provider].map((provider) => measure(name, provider));
  for (const device of onDevice) {
    const cpu = onCpu.find(({ workload }) => workload === device.workload);
    rows[device.workload] = compare(cpu, device);
  }
  if (onDevice.length === 0) failed = true;
}
console.table(rows);
process.exit(failed ? 1 : 0);

function measure(name: string, provider: string): Measurement[] {
  const [file, ...argument] = WORKLOADS[name];
  const script = join(import.meta.dirname, `../workloads/${file}.ts`);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--import", "tsx", script, ...(argument as string[])],
    { encoding: "utf8", env: { ...process.env, ...driver, FLAWLENS_PROVIDER: provider } },
  );
  if (status !== 0) {
    failed = true;
    console.error(`${name} on ${provider} fails:\n${stderr.trim().split("\n").slice(0, 12).join("\n")}`); // prettier-ignore
  }
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Measurement);
}

function compare(cpu: Measurement | undefined, device: Measurement) {
  const off = Math.max(...(device.values ?? []).map((value, i) => Math.abs(value / (cpu?.values?.[i] ?? NaN) - 1))); // prettier-ignore
  if (!(off <= TOLERANCE) && device.values?.length) failed = true;
  const moved = device.movedBytes ?? 0;
  return {
    "cpu, ms": rounded(median(cpu?.ms ?? [])),
    [`${options.provider}, ms`]: rounded(median(device.ms)),
    "first, ms": rounded(device.firstMs ?? NaN),
    "losses differ by": device.values?.length ? off.toExponential(1) : "",
    "MB moved": rounded(moved / 1e6),
    "of that on PCIe 4.0, ms": rounded((1000 * moved) / PCIE),
  };
}

function median(values: number[]): number {
  return values.length ? medianSorted(values.toSorted((a, b) => a - b)) : NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
