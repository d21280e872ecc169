/**
 * AlphaCLIP for individual anomalies: the paper's tables on your own data.
 *
 *   node --import tsx examples/alphaclip-iad/main.ts --data DIR... --out DIR [--config NAME or FILE]
 *
 * Read it from top to bottom: masks become regions, regions train a model, the model is judged on held-out regions, and
 * one region is described. `flawlens regions`, `describe` and `explain` do the same from the command line, and can be
 * interrupted and resumed.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  createAlphaClip,
  describe,
  describerConfig,
  describerPresets,
  describerResults,
  describerTrainer,
  evaluateDescriber,
  formatAccuracy,
  formatRegionCounts,
  type RegionDescriber,
  regionCounts,
  regionMask,
  regionsOfDatasets,
  saveDescriber,
  saveRegions,
} from "@flawlens/alphaclip";
import { loadDataset, readImage } from "@flawlens/datasets";
import { writeWhole } from "@flawlens/files";
import { useEngine } from "@flawlens/tfjs-backend-ort";

const { values } = parseArgs({
  options: {
    data: { type: "string", multiple: true }, // data sets with masks
    "test-data": { type: "string", multiple: true, default: [] }, // all for the test: the paper's MVTec AD
    out: { type: "string" },
    config: { type: "string", default: "small" }, // small, efficientnet, paper, or a file of JSON
    seed: { type: "string", default: "1" },
    weights: { type: "string" }, // default: from the Hugging Face Hub, where the network needs some
    alpha: { type: "string" }, // an Alpha-CLIP checkpoint
    merges: { type: "string" },
  },
});
const { data, out, weights, alpha, merges } = values;
if (!data || !out) throw new Error("expected --data DIR... and --out DIR");
const seed = Number(values.seed);
const json = Object.hasOwn(describerPresets, values.config)
  ? describerPresets[values.config as keyof typeof describerPresets].config
  : (JSON.parse(await readFile(values.config, "utf8")) as unknown);
const config = describerConfig.parse(json);
const { name, provider, threads } = await useEngine();

// Regions: every mask is split into its single anomalies (equation 4), each with a description. Tables 1 and 2.
const load = (folders: readonly string[]) => Promise.all(folders.map((each) => loadDataset(each)));
const regions = await regionsOfDatasets(await load(data), {
  testData: await load(values["test-data"]),
  split: config.split, // of the defects of data sets that are published without sides for them
  seed,
  onWarning: console.warn,
});
await saveRegions(join(out, "regions.json"), regions);
console.log(formatRegionCounts(regionCounts(regions.regions)));

// Training: the loss of equation 5 pulls a region's embedding to that of its description.
const files = { weights, alpha, merges };
const trainer = await describerTrainer({ config, regions, seed, ...files });
let trained: RegionDescriber | null = null;
const begun = performance.now();
for await (const event of trainer.fit({ checkpoint: join(out, "last.safetensors") })) {
  if (event.kind === "step" && event.step % 20 === 0)
    console.log(`step ${event.step} of ${trainer.steps}, loss ${event.loss.toFixed(4)}`);
  if (event.kind === "end") trained = event.describer;
}
if (!trained) throw new Error("expected the training to end with a model, got none");
await saveDescriber(join(out, "model.safetensors"), trained);
const train = (performance.now() - begun) / 1000;

// Judgement on the test side: with the region's mask, without a mask, with a mask of another image; before training too
// where the model began as a CLIP; by object and by number of regions. Tables 4 and 5.
const evaluation = await evaluateDescriber(trained, regions);
console.log(`\n${formatAccuracy(evaluation)}\n`);
const results = describerResults(trained, regions, evaluation, {
  engine: { name, provider, threads },
  seconds: { train, evaluate: (performance.now() - begun) / 1000 - train },
});
await writeWhole(join(out, "results.json"), `${JSON.stringify(results, null, 1)}\n`);

// In use: point at one region, get its description.
const region = regions.regions.find(({ split }) => split === "test");
if (region) {
  const model = createAlphaClip(trained);
  const image = await readImage(join(regions.root, region.image));
  const candidates = trained.descriptions.map(({ description }) => description);
  const [best, next] = await describe(model, image, { mask: regionMask(region) }, candidates);
  console.log(
    `${region.id}: ${best.description} (${best.score.toFixed(2)}), then ${next.description}`,
  );
}
