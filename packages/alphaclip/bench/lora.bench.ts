// A LoRA step of Alpha-CLIP's ViT-B/16 (rank 64, batch 8, 224 px, dropout 0.1, AdamW) beside the same in
// PyTorch where FLAWLENS_PYTHON names a Python that has torch; in turn, medians, memory.
//   node --import tsx packages/alphaclip/bench/lora.bench.ts [ROUNDS] [STEPS]     (on the built packages)
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { clipVitB16 } from "@flawlens/backbones";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { medianSorted } from "simple-statistics";

import { loraSteps } from "./_loraStep.ts";

/** The measurements of one process. */
interface Run {
  engine: string;
  /** Milliseconds of each step, without the steps that compile. */
  ms: number[];
  losses: number[];
  /** Memory after each step, or the most there was. */
  gib: number[];
}

const self = fileURLToPath(import.meta.url);
const [, , rounds = "2", steps = "8", mode] = process.argv;
if (mode === "steps") await run(Number(steps));
else compare(Number(rounds));

async function run(count: number): Promise<void> {
  const { name } = await useEngine();
  const step = loraSteps(clipVitB16, { batch: 8 });
  const result: Run = { engine: name, ms: [], losses: [], gib: [] };
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    result.losses.push(await step());
    if (i > 1) result.ms.push(performance.now() - start);
    result.gib.push(process.memoryUsage.rss() / 2 ** 30);
  }
  console.log(JSON.stringify(result));
}

function compare(rounds: number): void {
  const python = process.env.FLAWLENS_PYTHON;
  const commands: [string, string[]][] = [
    ["node", ["--import", "tsx", self, "1", steps, "steps"]],
    ...(python ? [[python, [self.replace("lora.bench.ts", "lora.py")]] as [string, string[]]] : []),
  ];
  const runs = new Map<string, Run>();
  for (let round = 0; round < rounds; round++)
    for (const [program, args] of commands) {
      const { stdout, stderr, status } = spawnSync(program, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      const line = stdout.split("\n").find((text) => text.startsWith("{"));
      const found = JSON.parse(line ?? "{}") as Run;
      runs.get(found.engine)?.ms.push(...found.ms);
      if (!runs.has(found.engine)) runs.set(found.engine, found);
    }
  const [own] = runs.values();
  for (const { engine, ms, gib } of runs.values()) {
    const memory = `memory ${gib.map((x) => x.toFixed(2)).join(" ")} GiB`;
    const ratio = engine === own.engine ? "" : `, ours takes ${(median(own.ms) / median(ms)).toFixed(2)} x its time`; // prettier-ignore
    console.log(`${engine}: median ${median(ms).toFixed(0)} ms of ${ms.length}${ratio}; ${memory}`);
  }
}

function median(values: number[]): number {
  return medianSorted(values.toSorted((a, b) => a - b));
}
