// npm run bench [-- NAME...]: clocks what FlawLens promises to be fast at. Where FLAWLENS_PYTHON names a
// Python with torch, the same workloads run there, in turn with ours, because machines are noisy and
// only ratios of one run count.
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { medianSorted } from "simple-statistics";
import type { Measurement } from "./clock.ts";
import { instructionSet } from "./_instructionSet.ts";

/** A script of bench/workloads, and whether bench/peers.py has the same. */
interface Workload {
  file: string;
  argument?: string;
  peer: boolean;
  /** Whether it can be tried on TensorFlow.js's other backends: where it asks for an engine at all. */
  engines?: boolean;
  /** Whether it is a training step: these are summed up by a geometric mean. */
  training?: boolean;
}

const WORKLOADS: Record<string, Workload> = {
  "matmul-peak": { file: "matmulPeak", peer: true },
  fcddHead: { file: "fcddHead", peer: true, engines: true, training: true },
  quickstartStep: { file: "quickstartStep", peer: true, training: true },
  "resnet18-128": {
    file: "resnet18",
    argument: "128",
    peer: true,
    engines: true,
    training: true,
  },
  "resnet18-256": {
    file: "resnet18",
    argument: "256",
    peer: true,
    engines: true,
    training: true,
  },
  adlStep: { file: "adlStep", peer: true, training: true },
  "vit-b16": { file: "vit", peer: true, engines: true, training: true },
  loraStep: { file: "loraStep", peer: true, training: true },
  "irv2-features": { file: "irv2", peer: true, engines: true },
  fcddFull: { file: "fcddFull", peer: true },
  frozenFeatures: { file: "frozenFeatures", peer: true },
  compilations: { file: "compilations", peer: false },
};
const root = join(import.meta.dirname, "..");
const python = process.env.FLAWLENS_PYTHON;
const rounds = Number(process.env.FLAWLENS_BENCH_ROUNDS ?? 3);
const wanted = process.argv.slice(2);
const chosen = (name: string): boolean =>
  wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part.toLowerCase()));

console.log(
  `${cpus()[0].model}, ${instructionSet()}, ${cpus().length} threads, Node ${process.version}`,
);
if (!python) console.log("FLAWLENS_PYTHON is not set: no PyTorch is run beside");
if (!process.env.TFJS_NODE_DIR) console.log("TFJS_NODE_DIR is not set: no tfjs-node is run beside");

let peak = 0;
/** Our time over that of PyTorch's best mode, by training step. */
const ratios = new Map<string, number>();
for (const [name, workload] of Object.entries(WORKLOADS)) {
  // The peak is what the others with a count of operations are held against.
  const asked = chosen(name) || (name === "matmul-peak" && anyEngines());
  if (!asked) continue;
  const results = measure(name, workload);
  print(name, results);
  if (workload.training) compare(name, results);
}
if (ratios.size > 0) printRatios();
for (const [name, file] of packageBenches().filter(([name]) => chosen(name))) {
  console.log(`\n${name}`);
  process.stdout.write(run("node", ["--import", "tsx", file]));
}

function anyEngines(): boolean {
  return Object.entries(WORKLOADS).some(([name, { engines }]) => engines && chosen(name));
}

/** Runs ours and the others in turn, so that a noisy minute hits all alike; wasm, which is slow, once. */
function measure(name: string, { file, argument, peer, engines }: Workload): Measurement[] {
  const results = new Map<string, Measurement>();
  const script = ["--import", "tsx", `bench/workloads/${file}.ts`, ...(argument ? [argument] : [])];
  for (let round = 0; round < (peer ? rounds : 1); round++) {
    collect(results, run("node", script));
    if (python && peer) collect(results, run(python, ["bench/peers.py", name]));
    if (!engines) continue;
    if (process.env.TFJS_NODE_DIR) collect(results, run("node", script, "tensorflow"));
    if (round === 0) collect(results, run("node", script, "wasm"));
  }
  return [...results.values()];
}

function run(program: string, args: string[], engine = process.env.FLAWLENS_ENGINE): string {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: "2", FLAWLENS_ENGINE: engine ?? "" };
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: root, encoding: "utf8", env });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed:\n${stderr}`);
  return stdout;
}

/** Adds the repeats of one process to those of the rounds before. */
function collect(results: Map<string, Measurement>, output: string): void {
  for (const line of output.split("\n").filter((text) => text.startsWith("{"))) {
    const measured = JSON.parse(line) as Measurement;
    const key = `${measured.workload} ${measured.engine}`;
    const known = results.get(key);
    if (known) known.ms.push(...measured.ms);
    else results.set(key, measured);
  }
}

function print(name: string, results: Measurement[]): void {
  for (const workload of new Set(results.map((result) => result.workload))) {
    console.log(`\n${workload}`);
    const own = results.filter((result) => result.workload === workload);
    const flop = own.find((result) => result.flop)?.flop;
    const base = median(own[0].ms);
    for (const { engine, ms, firstMs, note } of own) {
      if (ms.length === 0) {
        console.log(`  ${engine.padEnd(22)} ${note}`);
        continue;
      }
      const time = `median ${median(ms).toFixed(1)} ms, min ${Math.min(...ms).toFixed(1)}`;
      const ratio =
        engine === own[0].engine ? "" : `, ours takes ${(base / median(ms)).toFixed(2)} x its time`;
      const speed = flop ? `, ${gigaflops(flop, median(ms))}` : "";
      const first = firstMs ? `, first ${firstMs.toFixed(0)} ms` : "";
      const more = note ? ` (${note})` : "";
      console.log(`  ${engine.padEnd(22)} ${time}${first}${speed}${ratio}${more}`);
    }
    if (name === "matmul-peak") peak = Math.max(...own.flatMap(({ ms }) => ms.map((one) => flop! / 1e6 / one))); // prettier-ignore
  }
}

/** Notes our time beside the best of PyTorch's modes. */
function compare(name: string, [own, ...others]: Measurement[]): void {
  const peers = others.filter(({ engine, ms }) => engine.startsWith("PyTorch") && ms.length > 0);
  if (peers.length === 0) return;
  ratios.set(name, median(own.ms) / Math.min(...peers.map(({ ms }) => median(ms))));
}

function printRatios(): void {
  console.log("\nTraining steps, ort / the best mode of PyTorch");
  for (const [name, ratio] of ratios) console.log(`  ${name.padEnd(14)} ${ratio.toFixed(2)}`);
  const logs = [...ratios.values()].map(Math.log);
  const mean = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  console.log(`  geometric mean ${mean.toFixed(2)}`);
}

function gigaflops(flop: number, ms: number): string {
  const speed = flop / 1e6 / ms;
  const share = peak ? ` = ${((100 * speed) / peak).toFixed(0)} % of the peak` : "";
  return `${speed.toFixed(0)} GFLOP/s${share}`;
}

function median(values: number[]): number {
  return medianSorted(values.toSorted((a, b) => a - b));
}

function packageBenches(): [name: string, file: string][] {
  return readdirSync(join(root, "packages")).flatMap((name) => {
    const folder = join(root, "packages", name, "bench");
    try {
      return readdirSync(folder)
        .filter((file) => file.endsWith(".bench.ts"))
        .map((file): [string, string] => [`${name}/${file}`, join(folder, file)]);
    } catch {
      return [];
    }
  });
}
