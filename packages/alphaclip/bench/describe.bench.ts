// Twenty regions of one image described by Alpha-CLIP's ViT-B/16, beside twenty forward passes of one
// region each; texts are known already. Medians.
//   node --import tsx packages/alphaclip/bench/describe.bench.ts           (on the built packages)
import { alphaClipSpec, clipTowers, clipTokenizer, createAlphaClip, describeRegions } from "@flawlens/alphaclip"; // prettier-ignore
import { clipVitB16 } from "@flawlens/backbones";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { medianSorted } from "simple-statistics";

import { ruleParams, ruleUniforms } from "../../backbones/test/ruleParams.ts";

const { name, threads } = await useEngine();
const towers = clipTowers({ config: clipVitB16, tokenizer: clipTokenizer([]) });
const model = createAlphaClip({ towers, params: ruleParams(alphaClipSpec(clipVitB16)) });
const side = 1024;
const data = Uint8Array.from(ruleUniforms("image", side * side * 3), (u) => 256 * u);
const image = { data, height: side, width: side };
const regions = Array.from({ length: 20 }, (_, i) => ({
  box: { x: 900 - 40 * i, y: 40 * i, width: 90, height: 60 },
}));
const candidates = ["scratch in wood", "hole in wood", "stain on wood"];

const together = () => describeRegions(model, image, regions, candidates);
const alone = () => describeRegions(model, image, regions.slice(0, 1), candidates);
const times: Record<string, number[]> = { together: [], alone: [] };
for (let round = 0; round < 5; round++)
  for (const [which, run] of Object.entries({ together, alone }))
    for (let i = 0; i < (which === "alone" ? 4 : 1); i++) {
      const start = performance.now();
      await run();
      if (round > 0) times[which].push(performance.now() - start);
    }
const median = (values: number[]) => medianSorted(values.toSorted((a, b) => a - b));
const [all, one] = [median(times.together), median(times.alone)];
console.log(
  `${name}, ${threads} threads: 20 regions ${all.toFixed(0)} ms, one ${one.toFixed(0)} ms: ${(all / one / 20).toFixed(2)} x 20 of them`,
);
