// npm run mutation: changes sources in small ways and counts which changes no test notices.
//   node scripts/mutation/main.mjs [--sources metrics/src,...] [--seed 1] [--sample 300] [--list FILE]
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { randomStream, shuffle } from "../../packages/sampling/dist/index.js";
import { copyOf } from "./copy.mjs";
import { mutantsOf } from "./mutants.mjs";
import { relatedTests } from "./relatedTests.mjs";

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
    list: { type: "string" },
  },
});
/** Seconds without an answer after which a change is taken as noticed: it loops. */
const patience = 120;

const files = values.sources.split(",").flatMap((path) => sourcesIn(join(packages, path)));
const all = files.flatMap((file) => {
  const source = readFileSync(file, "utf8");
  return mutantsOf(file, source).map((mutant) => ({ ...mutant, file, source }));
});
const chosen = shuffle(all, randomStream(Number(values.seed))).slice(0, Number(values.sample));
console.log(
  `${chosen.length} of ${all.length} changes in ${files.length} files, seed ${values.seed}`,
);

const testsOf = new Map();
const passing = new Map();
let runner = await start();
const survived = [];
let looped = 0;
for (const [i, mutant] of chosen.entries()) {
  const verdict = await noticed(mutant);
  if (verdict === "looped") looped++;
  if (verdict === "survived") survived.push(describe(mutant));
  if (verdict === "survived") console.log(`survived: ${survived.at(-1)}`);
  if (i % 20 === 19) console.log(`${i + 1} done, ${survived.length} survived`);
}
runner.kill("SIGKILL");
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

/** How a change fares: first the test beside the file, then, if that notices nothing, all that import it. */
async function noticed({ file, source, start: from, end, text }) {
  const [, name] = relative(packages, file).split(/^([^\\/]+)/);
  if (!testsOf.has(name)) testsOf.set(name, relatedTests(join(packages, name)));
  const tests = [];
  for (const test of testsOf.get(name)(file)) if (await passes(test)) tests.push(test);
  writeFileSync(file, source.slice(0, from) + text + source.slice(end));
  try {
    for (const part of [tests.slice(0, 1), tests.slice(1)]) {
      if (part.length === 0) continue;
      const answer = await ask({ file, tests: part });
      if (answer === undefined) return "looped";
      if (answer.error) throw new Error(answer.error);
      if (answer.failed) return "noticed";
    }
    return "survived";
  } finally {
    writeFileSync(file, source);
  }
}

/** Whether a test passes unchanged in the copy, where it can tell something; found out once. */
async function passes(test) {
  if (!passing.has(test)) {
    const answer = await ask({ file: test, tests: [test] });
    passing.set(test, answer?.passed === true && !answer.failed);
    if (!passing.get(test))
      console.log(`left out, as it does not pass here: ${relative(root, test)}`);
  }
  return passing.get(test);
}

async function ask(message) {
  runner.send(message);
  const signal = AbortSignal.timeout(patience * 1000);
  try {
    const [answer] = await once(runner, "message", { signal });
    return answer;
  } catch {
    runner.kill("SIGKILL");
    runner = await start();
    return undefined;
  }
}

async function start() {
  const child = fork(join(import.meta.dirname, "runner.mjs"), { cwd: root, stdio: ["ignore", "ignore", "inherit", "ipc"] }); // prettier-ignore
  await once(child, "message");
  return child;
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
