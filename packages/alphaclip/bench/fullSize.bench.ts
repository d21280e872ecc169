// Alpha-CLIP at its full size, ViT-L/14@336 with weights by rule: LoRA steps (rank 64, batch 1) and a
// description, each in a process of its own; time and the most memory.
//   node --import tsx packages/alphaclip/bench/fullSize.bench.ts           (on the built packages; 2 minutes)
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { alphaClipSpec, clipTokenizer, clipTowers, createAlphaClip, describe } from "@flawlens/alphaclip"; // prettier-ignore
import { clipVitL14At336 } from "@flawlens/backbones";
import { useEngine } from "@flawlens/tfjs-backend-ort";

import { ruleUniforms } from "../../backbones/test/ruleParams.ts";
import { loraSteps, paramsByRule } from "./_loraStep.ts";

const what = process.argv[2];
const peak = () => `at most ${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(1)} GiB`;

/** Seconds of each; the first ones compile. */
async function clocked(run: () => Promise<unknown>, count: number): Promise<string> {
  const seconds: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await run();
    seconds.push((performance.now() - start) / 1000);
  }
  return `${seconds.map((x) => x.toFixed(1)).join(", ")} s`;
}

async function train(): Promise<void> {
  const { name } = await useEngine();
  const step = loraSteps(clipVitL14At336, { batch: 1 });
  const times = await clocked(step, 5);
  console.log(`${name}: LoRA steps of ViT-L/14@336, batch 1: ${times}; ${peak()}`);
}

async function describeOne(): Promise<void> {
  const { name } = await useEngine();
  const params = paramsByRule(alphaClipSpec(clipVitL14At336));
  const towers = clipTowers({ config: clipVitL14At336, tokenizer: clipTokenizer([]) });
  const model = createAlphaClip({ towers, params });
  const data = Uint8Array.from(ruleUniforms("image", 700 * 700 * 3), (u) => 256 * u);
  const image = { data, height: 700, width: 700 };
  const region = { box: { x: 200, y: 100, width: 60, height: 80 } };
  const one = () => describe(model, image, region, ["scratch in wood", "hole in wood"]);
  const times = await clocked(one, 6);
  console.log(`${name}: descriptions by ViT-L/14@336: ${times}; ${peak()}`);
}

if (what === "train") await train();
else if (what === "describe") await describeOne();
else
  for (const part of ["train", "describe"]) {
    const args = ["--import", "tsx", fileURLToPath(import.meta.url), part];
    const { stdout, stderr, status } = spawnSync("node", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    process.stdout.write(stdout.replace(/^(?!ort|cpu|tensorflow).*\n/gm, ""));
  }
