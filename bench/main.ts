// npm run bench [-- NAME...]: clocks what FlawLens promises to be fast at. Where FLAWLENS_PYTHON names a
// Python with torch, the same workloads run there, in turn with ours, because machines are noisy and
// only ratios of one run count.
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { medianSorted } from "simple-statistics";
import type { Measurement } from "./clock.ts";

const WORKLOADS = ["fcddHead", "quickstartStep", "fcddFull", "compilations"];
const PEERS = new Set(["fcddHead", "quickstartStep", "fcddFull"]);
const root = join(import.meta.dirname, "..");
const python = process.env.FLAWLENS_PYTHON;
const rounds = Number(process.env.FLAWLENS_BENCH_ROUNDS ?? 3);
const wanted = process.argv.slice(2);
const chosen = (name: string): boolean =>
  wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part.toLowerCase()));

console.log(`${cpus()[0].model}, ${cpus().length} threads, Node ${process.version}`);
if (!python) console.log("FLAWLENS_PYTHON is not set: no peers are run beside");

for (const workload of WORKLOADS.filter(chosen)) {
  const results = new Map<string, Measurement>();
  for (let round = 0; round < (PEERS.has(workload) ? rounds : 1); round++) {
    collect(results, run("node", ["--import", "tsx", `bench/workloads/${workload}.ts`]));
    if (python && PEERS.has(workload)) collect(results, run(python, ["bench/peers.py", workload]));
  }
  print([...results.values()]);
}
for (const [name, file] of packageBenches().filter(([name]) => chosen(name))) {
  console.log(`\n${name}`);
  process.stdout.write(run("node", ["--import", "tsx", file]));
}

function run(program: string, args: string[]): string {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: root, encoding: "utf8" });
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

function print(results: Measurement[]): void {
  for (const workload of new Set(results.map((result) => result.workload))) {
    console.log(`\n${workload}`);
    const own = results.filter((result) => result.workload === workload);
    const base = median(own[0].ms);
    for (const { engine, ms, note } of own) {
      const time = `median ${median(ms).toFixed(1)} ms, min ${Math.min(...ms).toFixed(1)}`;
      const ratio =
        engine === own[0].engine ? "" : `, ours takes ${(base / median(ms)).toFixed(2)} x its time`;
      console.log(`  ${engine.padEnd(14)} ${time}${ratio}${note ? ` (${note})` : ""}`);
    }
  }
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
