/**
 * Files of results and of an evaluation's state that nobody would write: each is read or refused by a message that names
 * it; what is read makes tables and a report, in which no name of the file is markup.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { oneOf, type FuzzTarget } from "../../files/test/fuzz/fuzzTarget.ts";
import { mutateBytes } from "../../files/test/fuzz/mutateBytes.ts";
import { mutateJson } from "../../files/test/fuzz/mutateJson.ts";
import { refusal } from "../../files/test/fuzz/refusal.ts";
import {
  compareResults,
  Evaluator,
  formatComparison,
  formatTable,
  readEvaluatorState,
  readResults,
  renderReport,
  writeEvaluatorState,
} from "../src/index.ts";
import { makeDetector } from "./makeDetector.ts";
import { makeRecords } from "./makeRecords.ts";
import { noScores, sampleResults, sampleScores } from "./sampleResults.ts";

interface ResultFiles {
  /** The file that is wrong. */
  file: string;
  /** The files, in base64. */
  files: Record<string, string>;
}

const types = ["pit", "scratch"];
const detector = makeDetector(types);
const markup = "<img src=x onerror=alert(1)>";
const results = sampleResults({
  categories: { [markup]: sampleScores(0.8), cap: noScores },
  decisions: { found: 3, positives: 4, falseAlarms: 0, negatives: 2, expectedFalseAlarmFraction: 0.1 },
  leftOut: [{ unknown: "mask", images: 1, scores: ["aupro"], ids: [markup] }],
}); // prettier-ignore

export const resultFiles: FuzzTarget<ResultFiles> = {
  name: "results",
  tries:
    "damaged results.json and states of evaluations, read, shown as tables and as a report, and added up",
  memoryMiB: 700,
  async make(random) {
    if (random() < 0.5) {
      const text = random() < 0.8 ? mutateJson(results, random) : mutateBytes(Buffer.from(JSON.stringify(results)), random); // prettier-ignore
      return { file: "results.json", files: { "results.json": base64(text) } };
    }
    const files = { ...(await stateFiles(oneOf(random, [Infinity, 0]))) };
    const file = oneOf(random, Object.keys(files));
    files[file] = file.endsWith(".gz") && random() < 0.7 ? gzipSync(damaged(gunzipSync(files[file]), random)) : damaged(files[file], random); // prettier-ignore
    return { file, files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, base64(bytes)])) }; // prettier-ignore
  },
  async check({ file, files }, folder) {
    for (const [name, bytes] of Object.entries(files))
      writeFileSync(join(folder, name), Buffer.from(bytes, "base64"));
    return file === "results.json" ? readRun(join(folder, file)) : readState(folder);
  },
};

async function readRun(file: string): Promise<string> {
  let read: Awaited<ReturnType<typeof readResults>>;
  try {
    read = await readResults(file);
  } catch (error) {
    return refusal(error, { naming: file });
  }
  const tables = formatTable(read) + formatComparison(compareResults([read, results]));
  const report = renderReport({ results: read });
  for (const wrong of ["undefined", "[object Object]"])
    if (!JSON.stringify(read).includes(wrong) && (tables + report).includes(wrong))
      throw new Error(`expected tables and a report of values, got one with ${wrong}`);
  if (report.includes(markup.slice(0, 10)))
    throw new Error("expected names as text in the report, got markup");
  return "shown";
}

async function readState(folder: string): Promise<string> {
  let macro: object;
  try {
    const evaluator = new Evaluator({ detector });
    evaluator.addState(await readEvaluatorState(folder, types.length));
    ({ macro } = evaluator.evaluation());
  } catch (error) {
    return refusal(error);
  }
  for (const [name, score] of Object.entries(macro) as [string, number | null][])
    if (score !== null && !(score >= 0 && score <= 1))
      throw new Error(`expected ${name} in [0, 1], got ${score}`);
  return "added up";
}

const written = new Map<number, Promise<Record<string, Uint8Array>>>();

/** The files of a state whose pixels are kept (Infinity) or counted (0). */
function stateFiles(exactPixels: number): Promise<Record<string, Uint8Array>> {
  const files = written.get(exactPixels) ?? writeState(exactPixels);
  written.set(exactPixels, files);
  return files;
}

async function writeState(exactPixels: number): Promise<Record<string, Uint8Array>> {
  const evaluator = new Evaluator({ detector, exactPixels });
  const { records } = makeRecords({ types, count: 6, seed: 5, categories: ["cap", "nut"] });
  for (const record of records) evaluator.add(record);
  const folder = await mkdtemp(join(tmpdir(), "flawlens-fuzz-state-"));
  try {
    const names = await writeEvaluatorState(folder, evaluator.state());
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A line changed as JSON, where it is lines of JSON, or bytes. */
function damaged(bytes: Uint8Array, random: () => number): Uint8Array {
  const lines = Buffer.from(bytes).toString("utf8").split("\n");
  if (!lines[0].startsWith("{") || random() < 0.3) return mutateBytes(bytes, random);
  const at = Math.floor(random() * (lines.length - 1));
  lines[at] = mutateJson(JSON.parse(lines[at]), random);
  return Buffer.from(lines.join("\n"));
}

const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString("base64");
