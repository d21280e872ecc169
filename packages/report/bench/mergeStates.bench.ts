/**
 * What it takes to merge the states of 1,000 shards of 1,000 images each, pixels counted: bytes on the disk, seconds,
 * memory: `npx tsx --conditions=@flawlens/source packages/report/bench/mergeStates.bench.ts [shards] [types] [categories]`.
 *
 * Maps and masks of 32 x 32, about 2^20 pixels a shard, from a seeded generator; twenty shards are made, and copied
 * under other ids until there are enough.
 */
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { lcg } from "../test/makeRecords.ts";
import { Evaluator, readEvaluatorState, writeEvaluatorState } from "../src/index.ts";
import type { EvaluationRecord, EvaluatorState } from "../src/index.ts";

const [shards = 1000, typeCount = 1, categoryCount = 1] = process.argv.slice(2).map(Number);
const images = 1000;
const side = 32;
const types = Array.from({ length: typeCount }, (_, i) => `type${i}`);
const detector = { types, input: { height: side, width: side } };
const folder = await mkdtemp(join(tmpdir(), "flawlens-merge-"));
const folderOf = (i: number) => join(folder, String(i));

const made = Math.min(20, shards);
let bytes = 0;
for (let i = 0; i < shards; i++) {
  const from = folderOf(i % made);
  const into = folderOf(i);
  if (i < made) await writeEvaluatorState(into, stateOf(i));
  else await cp(from, into, { recursive: true });
  if (i >= made) {
    const lines = await readFile(join(from, "records.jsonl"), "utf8");
    await writeFile(join(into, "records.jsonl"), lines.replaceAll('{"id":"', `{"id":"${i}/`));
  }
  for (const name of await readdir(into)) bytes += (await stat(join(into, name))).size;
}

const cpu = process.cpuUsage();
const start = performance.now();
const evaluator = new Evaluator({ detector, exactPixels: 0 });
const ids: string[] = [];
for (let i = 0; i < shards; i++) {
  const state = await readEvaluatorState(folderOf(i), types.length);
  evaluator.addState(state);
  for (const { id } of state.records) ids.push(id);
}
const merged = performance.now();
const { any, pixels } = evaluator.sort(ids).evaluation();
const end = performance.now();
const { user, system } = process.cpuUsage(cpu);
const meterBytes = (await stat(join(folderOf(0), "meters.jsonl.gz"))).size;
console.log(
  `${cpus()[0].model}, Node ${process.version}\n` +
    `${shards} shards of ${images} images, ${typeCount} types, ${categoryCount} categories: ${(bytes / 2 ** 20).toFixed(0)} MiB on the disk ` +
    `(meters of a shard ${(meterBytes / 2 ** 10).toFixed(0)} KiB), merged in ${((merged - start) / 1000).toFixed(1)} s, evaluated in ` +
    `${((end - merged) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU in all, at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB; ` +
    `pixel AUROC ${any.pixelAuroc?.toFixed(4)} (${JSON.stringify(pixels)})`,
);
await rm(folder, { recursive: true });

function stateOf(seed: number): EvaluatorState {
  const random = lcg(seed + 1);
  const evaluator = new Evaluator({ detector, exactPixels: 0 });
  for (let i = 0; i < images; i++) evaluator.add(recordOf(`${seed}/${i}.png`, i, random));
  return evaluator.state();
}

function recordOf(id: string, i: number, random: () => number): EvaluationRecord {
  const type = i % (2 * typeCount);
  const anomalous = type < typeCount;
  const at = Math.floor(random() * (side - 6));
  const isMarked = (p: number) => p % side >= at && p % side < at + 6 && p < 6 * side;
  const maps = types.map((_, k) => ({
    data: Float32Array.from({ length: side * side }, (_, p) => {
      const noise = -Math.log(1 - random()) * 0.1; // over many powers of two, as scores are
      return anomalous && k === type && isMarked(p) ? noise + 0.3 : noise;
    }),
    height: side,
    width: side,
  }));
  const mask = { data: Uint8Array.from({ length: side * side }, (_, p) => Number(isMarked(p))), height: side, width: side }; // prettier-ignore
  return {
    id,
    category: `category${i % categoryCount}`,
    label: anomalous ? 1 : 0,
    defectTypes: anomalous ? [types[type]] : [],
    scores: maps.map(({ data }) => data.reduce((most, value) => Math.max(most, value), 0)),
    maps,
    mask: anomalous ? mask : null,
  };
}
