// Multi-cue ADL on your data set: trains every combination of category, method, contamination and seed, and prints the
// paper's table with its figures beside ours. `flawlens sweep` does the same with a folder and a report for each run.
//   npx tsx examples/multi-cue-adl/main.ts --data mvtec-ad --weights resnet18.pth --textures dtd/images --seeds 1,2,3
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { adlConfig, adlMethod } from "@flawlens/adl";
import { paperFigure } from "@flawlens/cli";
import { loadDataset, type Sample } from "@flawlens/datasets";
import { type MethodContext, predict, samplesSource, type Trainer } from "@flawlens/detector";
import { padimConfig, padimMethod, patchcoreConfig, patchcoreMethod } from "@flawlens/patchcore";
import { evaluate, type EvaluationRecord } from "@flawlens/report";
import { contaminate, pickFewShot, randomStream, shuffle } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { mean, sampleStandardDeviation } from "simple-statistics";

const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: "mvtec-ad" },
    categories: { type: "string" }, // default all
    methods: { type: "string", default: "adl,patchcore,padim" },
    levels: { type: "string", default: "0.1,0.15,0.2" }, // fractions of planted anomalies
    shots: { type: "string", default: "10" }, // known anomalies
    seeds: { type: "string", default: "1" },
    config: { type: "string", default: `${import.meta.dirname}/configs/reference.json` }, // of ADL
    weights: { type: "string" }, // of the network of all methods: .safetensors, or PyTorch's
    textures: { type: "string" }, // pictures that pseudo-anomalies are made of; default made by code
  },
});
const list = (text: string) => text.split(",");
const shots = Number(options.shots);
const config = adlConfig.parse(JSON.parse(await readFile(options.config, "utf8")));
const others = { network: config.backbone.network, inputSize: config.inputSize };
const methods: Record<string, (context: MethodContext) => Promise<Trainer>> = {
  adl: (context) => adlMethod.create(config, context),
  patchcore: (context) => patchcoreMethod.create(patchcoreConfig.parse(others), context),
  padim: (context) => padimMethod.create(padimConfig.parse(others), context),
};
await useEngine();
const dataset = await loadDataset(options.data);

printRow(["category", "method", "level", "image AUROC", "paper", "pixel AUROC", "paper"]);
for (const category of options.categories ? list(options.categories) : dataset.categories)
  for (const name of list(options.methods))
    for (const level of list(options.levels).map(Number)) {
      const runs: Figures[] = [];
      for (const seed of list(options.seeds).map(Number))
        runs.push(await trainAndJudge(name, protocol(category, level, seed), randomStream(seed)));
      const mode = name === "adl" ? config.mode : undefined;
      const cell = { category, name, mode, level, shots };
      const pair = (kind: "image" | "pixel") => [
        spread(runs.flatMap((run) => run[kind] ?? [])),
        paperFigure(cell, kind)?.toFixed(3) ?? "–",
      ];
      printRow([category, name, String(level), ...pair("image"), ...pair("pixel")]);
    }

/** The paper's protocol: known anomalies leave the test side, copies of others are planted in training. */
function protocol(category: string, level: number, seed: number) {
  const samples = dataset.samples.filter((sample) => sample.category === category);
  const test = (sample: Sample): Sample => ({ ...sample, split: "test" });
  const sided = samples.map((sample) => (sample.label === 1 ? test(sample) : sample));
  const known = pickFewShot({ ...dataset, samples: sided }, { shots, seed });
  const manifest = contaminate(known, { fraction: level, seed });
  // Thresholds would come from a tenth of what is taken as normal; nobody knows what of it is not.
  const nominal = manifest.samples.filter(({ split, label }) => split === "train" && label === 0);
  const validation = shuffle(nominal, randomStream(seed)).slice(
    0,
    Math.round(0.1 * nominal.length),
  );
  const of = (side: Sample["split"]) =>
    manifest.samples.filter((sample) => sample.split === side && !validation.includes(sample));
  return { manifest, nominal, sides: { train: of("train"), validation, test: of("test") } };
}

/** AUROC of images, and as in the paper the mean over anomalous images of the AUROC of their pixels. */
type Figures = Record<"image" | "pixel", number | null>;

async function trainAndJudge(
  name: string,
  { manifest, nominal, sides }: ReturnType<typeof protocol>,
  random: MethodContext["random"],
): Promise<Figures> {
  const images = (side: keyof typeof sides, size: { height: number; width: number }) =>
    samplesSource(manifest, sides[side], { size });
  const { detector, fit, prepare } = await methods[name]({
    types: manifest.defectTypes,
    images,
    cleanNormals: nominal.filter(({ role }) => role !== "contaminant").length,
    random,
    weights: async () => options.weights ?? null,
    textures: options.textures,
    note: console.warn,
  });
  for await (const event of fit({})) if (event.kind === "start") console.warn(event.summary);
  await prepare?.(images("validation", detector.inputSize));

  const test = images("test", detector.inputSize);
  const records: EvaluationRecord[] = [];
  let next = 0;
  for await (const prediction of predict(detector, test)) {
    const i = next++;
    const { label, category } = test.samples[i];
    if (label === null) continue; // nothing to judge by
    const mask = label === 1 ? await test.readMask(i) : null;
    const defectTypes = label === 1 ? [...detector.types] : [];
    records.push({ ...prediction, category, label, defectTypes, mask });
  }
  for (const tensor of Object.values(detector.params)) tensor.dispose();
  const judged = { types: [...detector.types], input: detector.inputSize };
  const { any, meanImagePixelAuroc } = evaluate({ detector: judged, records });
  return { image: any.imageAuroc, pixel: meanImagePixelAuroc };
}

function spread(values: number[]): string {
  if (values.length < 2) return values[0]?.toFixed(3) ?? "–";
  return `${mean(values).toFixed(3)} ± ${sampleStandardDeviation(values).toFixed(3)}`;
}

function printRow(cells: string[]): void {
  const widths = [14, 9, 5, 13, 5, 13, 5];
  console.log(cells.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd()); // prettier-ignore
}
