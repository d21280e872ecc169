// Cross-validation of MultiTypeFCDD: the images are cut into folds between parts, every fold is tested once by a
// detector trained on the others, and all images are then judged together, one type against the rest.
//   npx tsx examples/multitype-fcdd/crossValidate.ts --data magnetic-tile --weights efficientnet-lite0.safetensors
import { parseArgs } from "node:util";
import { loadDataset } from "@flawlens/datasets";
import type { Manifest, Sample } from "@flawlens/datasets";
import { predict, samplesSource } from "@flawlens/detector";
import { fcddConfig, fcddMethod } from "@flawlens/fcdd";
import { Evaluator } from "@flawlens/report";
import type { Scores } from "@flawlens/report";
import { partKey, randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { mean, sampleStandardDeviation } from "simple-statistics";

const presets = fcddMethod.presets!;
const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: "magnetic-tile" },
    category: { type: "string" }, // of a data set with several
    config: { type: "string", default: Object.keys(presets)[0] }, // a preset
    set: { type: "string", multiple: true, default: [] }, // inputSize=256, head.widths=[]
    weights: { type: "string" }, // of a frozen encoder
    folds: { type: "string", default: "5" },
    seeds: { type: "string", default: "1" },
  },
});
const config = fcddConfig.parse(options.set.reduce(withKey, presets[options.config].config));
const manifest = await loadDataset(options.data, { category: options.category });
const folds = foldsOf(manifest, Number(options.folds));
const masks = { height: 256, width: 256 }; // the same for every input size
await useEngine();

const began = performance.now();
const results: Record<string, Scores>[] = [];
for (const seed of options.seeds.split(",").map(Number)) {
  let evaluator: Evaluator | undefined;
  for (const [i, tested] of folds.entries()) {
    const trained = folds.flatMap((fold) => (fold === tested ? [] : fold));
    const { detector, fit } = await fcddMethod.create(config, {
      types: manifest.defectTypes,
      images: (_, size) => samplesSource(manifest, trained, { size }),
      cleanNormals: trained.filter(({ label }) => label === 0).length,
      random: randomStream(seed),
      weights: async () => options.weights ?? null,
      note: console.warn,
    });
    for await (const event of fit({})) if (event.kind === "start") event.notes.map(console.warn);

    const { types, upsampling } = detector;
    const { receptiveField } = upsampling ?? {};
    evaluator ??= new Evaluator({
      detector: { types: [...types], input: detector.inputSize, receptiveField },
      size: masks,
    });
    const test = samplesSource(manifest, tested, { size: detector.inputSize });
    const truth = samplesSource(manifest, tested, { size: masks });
    let next = 0;
    for await (const { id, scores, maps } of predict(detector, test)) {
      const { category, label, defectTypes } = tested[next++];
      if (label === null) continue; // nothing to judge by
      const mask = label === 1 ? await truth.readMask(next - 1) : null;
      evaluator.add({ id, category, label, defectTypes: [...defectTypes], scores, maps, mask });
    }
    for (const tensor of Object.values(detector.params)) tensor.dispose();
    const minutes = ((performance.now() - began) / 60_000).toFixed(1);
    console.error(`seed ${seed}, fold ${i + 1} of ${folds.length}: ${minutes} min`);
  }
  const { types, macro } = evaluator!.evaluation();
  results.push({ ...types, "**mean of types**": macro });
}

const columns = { imageAuroc: "image AUROC", imageAveragePrecision: "AP", pixelAuroc: "pixel AUROC", aupro: "AUPRO" }; // prettier-ignore
console.log(`| type | ${Object.values(columns).join(" | ")} |`);
console.log(`|${" --- |".repeat(5)}`);
for (const row of Object.keys(results[0])) {
  const cells = Object.keys(columns).map((name) =>
    spread(results.map((scores) => scores[row][name as keyof Scores] ?? NaN)),
  );
  console.log(`| ${row} | ${cells.join(" | ")} |`);
}

/**
 * The samples in `count` folds, whole parts in each. Type by type, the one on fewest parts first and normal images
 * last, each part goes to the fold with fewest images of that type, large parts first. It does not depend on a seed.
 */
function foldsOf({ samples, defectTypes }: Manifest, count: number): Sample[][] {
  const parts = new Map<string, Sample[]>();
  for (const sample of samples) {
    const part = partKey(sample);
    parts.set(part, [...(parts.get(part) ?? []), sample]);
  }
  const shows = (kind: string | null) => (sample: Sample) =>
    kind === null ? sample.defectTypes.length === 0 : sample.defectTypes.includes(kind);
  const partsWith = (kind: string | null) =>
    [...parts.values()].filter((part) => part.some(shows(kind)));
  const folds = Array.from({ length: count }, (): Sample[] => []);
  const byNeed = defectTypes.toSorted((a, b) => partsWith(a).length - partsWith(b).length);
  for (const kind of [...byNeed, null]) {
    const images = (of: Sample[]) => of.filter(shows(kind)).length;
    for (const part of partsWith(kind).toSorted((a, b) => images(b) - images(a))) {
      if (folds.some((fold) => fold.includes(part[0]))) continue;
      const order = folds.toSorted((a, b) => images(a) - images(b) || a.length - b.length);
      order[0].push(...part);
    }
  }
  return folds;
}

/** A configuration with one key changed: `inputSize=256` or `head.widths=[]`, the value as JSON or as it is. */
function withKey(from: Record<string, unknown>, set: string): Record<string, unknown> {
  const [path, ...rest] = set.split("=");
  const [key, ...inner] = path.split(".");
  if (inner.length > 0) {
    const within = (from[key] ?? {}) as Record<string, unknown>;
    return { ...from, [key]: withKey(within, [inner.join("."), ...rest].join("=")) };
  }
  return { ...from, [key]: valueOf(rest.join("=")) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // a word, such as max
  }
}

function spread(values: number[]): string {
  const deviation =
    values.length > 1 ? ` ± ${(100 * sampleStandardDeviation(values)).toFixed(1)}` : "";
  return (100 * mean(values)).toFixed(1) + deviation;
}
