// MultiTypeFCDD on your data set: trains once for each seed, writes each detector as a file, and prints the paper's
// Tables 3 and 4 (with --single-channel: Table 5) and Table 2 with its figures beside ours.
//   npx tsx examples/multitype-fcdd/main.ts --data real-iad-0.1 --alpha 0.1 --weights model.safetensors --seeds 1,2,3
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { datasetHash, loadDataset, splitByPart } from "@flawlens/datasets";
import type { Manifest, Split } from "@flawlens/datasets";
import { calibrate, exportDetector, labelsOf, predict, samplesSource } from "@flawlens/detector";
import { fcddConfig, fcddMethod } from "@flawlens/fcdd";
import { evaluate } from "@flawlens/report";
import type { Evaluation, EvaluationRecord, Scores } from "@flawlens/report";
import { printTable2, randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { mean, sampleStandardDeviation } from "simple-statistics";

const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: "real-iad-0.1" },
    alpha: { type: "string", default: "0.1" }, // which of the paper's columns stands beside
    config: { type: "string", default: `${import.meta.dirname}/configs/real-iad.json` },
    weights: { type: "string" }, // of a frozen encoder: .safetensors, or PyTorch's
    seeds: { type: "string", default: "1" },
    "single-channel": { type: "boolean", default: false },
    out: { type: "string", default: "." }, // where detectors are written
  },
});
const readJson = async (file: string) => JSON.parse(await readFile(file, "utf8"));
const { data: ofData, ...ofMethod } = await readJson(options.config);
const config = fcddConfig.parse({ ...ofMethod, singleChannel: options["single-channel"] });
await useEngine();

const evaluations: Evaluation[] = [];
for (const seed of options.seeds.split(",").map(Number)) {
  const manifest = withSides(await loadDataset(options.data), randomStream(seed));
  const side = (split: Split) => manifest.samples.filter((sample) => sample.split === split);
  const images = (split: Split, size: { height: number; width: number }) =>
    samplesSource(manifest, side(split), { size });

  const { detector, threshold, fit } = await fcddMethod.create(config, {
    types: manifest.defectTypes,
    images,
    cleanNormals: side("train").filter(({ label }) => label === 0).length,
    random: randomStream(seed),
    weights: async () => options.weights ?? null,
    note: console.warn,
  });
  for await (const event of fit({}))
    if (event.kind === "start") console.log(`seed ${seed}: ${event.summary}`);
    else if (event.kind === "step" && event.step % 50 === 0)
      console.log(`step ${event.step}: loss ${event.loss.toFixed(4)}`);

  // Thresholds come from validation images, never from test images.
  const validation = images("validation", detector.inputSize);
  const calibration = await calibrate(detector, validation, { threshold });
  const exported = await exportDetector(detector, calibration, `${options.out}/seed-${seed}.onnx`, {
    images: [await validation.read(0)],
    seed,
    dataset: { name: manifest.name, hash: datasetHash(manifest) },
    config,
  });

  const test = images("test", detector.inputSize);
  const records: EvaluationRecord[] = [];
  let next = 0;
  for await (const { id, scores, maps } of predict(detector, test)) {
    const i = next++;
    const { category, label } = test.samples[i];
    if (label === null) continue; // nothing to judge by
    const shown = labelsOf(detector.types, test.samples[i]);
    const defectTypes = detector.types.filter((_, k) => shown[k] === 1);
    const mask = label === 1 ? await test.readMask(i) : null;
    records.push({ id, category, label, defectTypes, scores, maps, mask });
  }
  evaluations.push(evaluate({ detector: exported.metadata, records }));
  for (const tensor of Object.values(detector.params)) tensor.dispose();
}

// Tables 3 and 4 judge each type; Table 5 judges any defect, object by object.
const tables = evaluations.map(({ types, categories, any }): Record<string, Scores> => {
  return config.singleChannel ? (categories ?? { "all images": any }) : types;
});
const columns: Partial<Record<keyof Scores, string>> = config.singleChannel
  ? { imageAuroc: "image AUROC", aupro: "AUPRO" }
  : { imageAuroc: "image AUROC", imageAveragePrecision: "AP", imageF1Max: "F1max", pixelAuroc: "pixel AUROC", aupro: "AUPRO" }; // prettier-ignore
const names = Object.keys(columns) as (keyof Scores)[];
const paper = await readJson(`${import.meta.dirname}/paper.json`);
const figures = paper[config.singleChannel ? "objects" : "types"][options.alpha] ?? {};
const head = Object.values(columns).map((name) => name.padEnd(14));
console.log(`\npercent          ${head.join("")}the paper, alpha ${options.alpha}`);
for (const row of [...Object.keys(tables[0]), "mean"]) {
  const cells = names.map((name) => spread(tables.map((table) => valueOf(table, row, name))));
  const beside = figures[row]?.map((value: number) => value.toFixed(1)).join(" / ") ?? "–";
  console.log(row.padEnd(17) + cells.map((cell) => cell.padEnd(14)).join("") + beside);
}
console.log();
printTable2();

/** A published test side stays as it is; what is missing is cut by the seed, between parts. */
function withSides(manifest: Manifest, random: () => number): Manifest {
  const of = (split: Split) => manifest.samples.filter((sample) => sample.split === split);
  if (manifest.splits === "none") return splitByPart(manifest, { fractions: ofData.split, random });
  if (of("validation").length > 0) return manifest;
  const validation = ofData.split.validation / (ofData.split.train + ofData.split.validation);
  const fractions = { train: 1 - validation, validation, test: 0 };
  const cut = splitByPart({ ...manifest, samples: of("train") }, { fractions, random });
  return { ...cut, samples: [...cut.samples, ...of("test")] };
}

/** A score of one row, or the mean of all rows that have it; NaN where there is none. */
function valueOf(table: Record<string, Scores>, row: string, name: keyof Scores): number {
  const rows = row === "mean" ? Object.values(table) : [table[row]];
  const values = rows.map((scores) => scores[name]).filter((value) => value !== null);
  return values.length > 0 ? mean(values) : NaN;
}

function spread(values: number[]): string {
  const deviation =
    values.length > 1 ? ` ± ${(100 * sampleStandardDeviation(values)).toFixed(1)}` : "";
  return (100 * mean(values)).toFixed(1) + deviation;
}
