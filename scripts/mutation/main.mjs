// npm run mutation: changes sources in small ways and counts which changes no test notices.
//   node scripts/mutation/main.mjs [--sources metrics/src,...] [--seed 1] [--sample 300] [--tests 15] [--part 1/1] [--list FILE]
// Of the tests that import a changed file only the nearest are run; more of them could only notice more.
// --part 2/3 tries the second of three parts of the sample, so that several processes or machines share one.
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { randomStream, shuffle } from "../../packages/sampling/dist/index.js";
import { copyOf } from "./copy.mjs";
import { mutantsOf } from "./mutants.mjs";
import { relatedTests } from "./relatedTests.mjs";
import { trial } from "./trial.mjs";

const root = copyOf(join(import.meta.dirname, "../.."));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));
const packages = join(root, "packages");
/** What other numbers rest on: metrics, samplers, the contract, losses, and readers of foreign files. */
const important = [
  "metrics/src",
  "sampling/src",
  "detector/src",
  "fcdd/src/loss",
  "adl/src/loss",
  "training/src/losses/focalLosses.ts",
  "alphaclip/src/train",
  ...readers(
    "backbones",
    "_open _safetensors _torch _unpickle _zip _stridedView _dtypes decode read",
  ),
  "onnx/src",
  "inference/src/metadata",
  ...readers("datasets", "_bmp _decode _headerOf _mask _read _sampleMask read"),
  "datasets/src/layouts",
];
const { values } = parseArgs({
  options: {
    sources: { type: "string", default: important.join(",") },
    seed: { type: "string", default: "1" },
    sample: { type: "string", default: "300" },
    tests: { type: "string", default: "15" },
    part: { type: "string", default: "1/1" },
    list: { type: "string" },
  },
});

const files = values.sources.split(",").flatMap((path) => sourcesIn(join(packages, path)));
const all = files.flatMap((file) => {
  const source = readFileSync(file, "utf8");
  return mutantsOf(file, source).map((mutant) => ({ ...mutant, file, source }));
});
const [part, parts] = values.part.split("/").map(Number);
const chosen = shuffle(all, randomStream(Number(values.seed)))
  .slice(0, Number(values.sample))
  .filter((_, i) => i % parts === part - 1);
console.log(
  `${chosen.length} of ${all.length} changes in ${files.length} files, seed ${values.seed}`,
);

const relatedIn = new Map();
const tried = await trial(root, (file) => {
  const [, name] = relative(packages, file).split(/^([^\\/]+)/);
  if (!relatedIn.has(name)) relatedIn.set(name, relatedTests(join(packages, name)));
  return relatedIn.get(name)(file).slice(0, Number(values.tests));
});
process.on("exit", tried.end);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
const survived = [];
let looped = 0;
for (const [i, mutant] of chosen.entries()) {
  const verdict = await tried.noticed(mutant);
  if (verdict === "looped") looped++;
  if (verdict === "survived") survived.push(describe(mutant));
  if (verdict === "survived") console.log(`survived: ${survived.at(-1)}`);
  if (i % 20 === 19) console.log(`${i + 1} done, ${survived.length} survived`);
}
tried.end();
const share = 1 - survived.length / chosen.length;
// Wilson's interval: the sample is drawn without looking.
const [n, z] = [chosen.length, 1.96];
const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
const percent = (x) => `${(100 * x).toFixed(1)} %`;
console.log(`noticed: ${percent(share)} of ${n} (95 % interval ${percent(centre - half)} to ${percent(centre + half)}), ${looped} of them because they loop`); // prettier-ignore
if (values.list !== undefined) writeFileSync(values.list, survived.map((line) => `${line}\n`).join("")); // prettier-ignore

/** The sources of a package whose names begin in one of some ways. */
function readers(name, beginnings) {
  const begins = new RegExp(`^(${beginnings.replaceAll(" ", "|")}).*(?<!\\.test)\\.ts$`);
  const names = readdirSync(join(import.meta.dirname, "../../packages", name, "src"));
  return names.filter((file) => begins.test(file)).map((file) => `${name}/src/${file}`);
}

function describe({ file, source, start: from, end, text, kind }) {
  const line = source.slice(0, from).split("\n").length;
  const was = source.slice(from, end).replaceAll(/\s+/g, " ").slice(0, 60);
  return `${relative(packages, file)}:${line} ${kind}: ${was} -> ${text}`;
}

function sourcesIn(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter(
      (name) =>
        name.endsWith(".ts") && !/(\.test|\.test-d|\.bench)\.ts$|(^|[\\/])index\.ts$/.test(name),
    ) // prettier-ignore
    .map((name) => join(path, name));
}
