// npm run fuzz: feeds readers, detectors and the engine with what nobody would write.
//   node --import tsx scripts/fuzz/main.ts [--seconds 60] [--seed 1] [--only NAME,...] [--replay FILE]
// Each target has its share of the seconds. An input that crashes, hangs, takes too much memory or breaks what the
// target promises is written to out/fuzz; --replay tries such a file again. What was once found and mended is kept in
// scripts/fuzz/corpus, which corpus.test.ts replays.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Counts } from "./job.ts";
import { runJob, type Fault } from "./runJob.ts";
import { targets } from "./targets.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: Object.keys(targets).join(",") },
    replay: { type: "string" },
  },
});
/** After so many faults the seconds that are left go to the next target. */
const mostFaults = 5;

const folder = mkdtempSync(join(tmpdir(), "flawlens-fuzz-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.exitCode = values.replay === undefined ? await fuzz() : await replay(values.replay);

async function fuzz(): Promise<number> {
  const names = values.only.split(",");
  const unknown = names.find((name) => !Object.hasOwn(targets, name));
  const [seconds, seed] = [values.seconds, values.seed].map(Number);
  if (unknown !== undefined || !(seconds > 0) || !Number.isInteger(seed)) {
    console.error(`fuzz: expected --only with some of ${Object.keys(targets).join(", ")}, --seconds above 0 and a whole --seed, got ${unknown ?? `${values.seconds}, ${values.seed}`}`); // prettier-ignore
    return 2;
  }
  let faults = 0;
  for (const name of names) faults += await fuzzTarget(name, seed, seconds / names.length);
  console.log(faults === 0 ? "no faults" : `${faults} faults`);
  return faults === 0 ? 0 : 1;
}

/** Runs one target for its time, in as many processes as it ends. */
async function fuzzTarget(name: string, seed: number, seconds: number): Promise<number> {
  console.log(`\n${name}: ${(await targets[name]()).tries}`);
  const end = performance.now() + 1000 * seconds;
  const total: Counts = { cases: 0, outcomes: {}, slowestMs: 0, slowest: 0, peakMiB: 0 };
  let faults = 0;
  for (
    let from = 0, left = seconds;
    left > 0 && faults < mostFaults;
    left = (end - performance.now()) / 1000
  ) {
    const job = { target: name, cases: { seed, from, seconds: left }, folder };
    const { counts, died, stoppedAt } = await runJob(job, {
      onFault: (fault) => {
        write(name, seed, fault);
        return ++faults < mostFaults;
      },
    });
    add(total, counts);
    if (died === null) break;
    from = stoppedAt + 1;
    const { input } = await runJob({ target: name, cases: { seed, from: stoppedAt, seconds: 1 }, makeOnly: true, folder }, {}); // prettier-ignore
    write(name, seed, { index: stoppedAt, message: died, input });
    faults++;
  }
  const ways = Object.entries(total.outcomes).map(([way, n]) => `${n} ${way}`);
  console.log(
    `${name}: ${total.cases} cases in ${seconds.toFixed(0)} s: ${ways.join(", ")}, ${faults} faults; ` +
      `slowest ${total.slowestMs.toFixed(0)} ms (case ${total.slowest}), at most ${total.peakMiB.toFixed(0)} MiB`,
  );
  return faults;
}

function add(total: Counts, counts: Counts): void {
  total.cases += counts.cases;
  for (const [way, n] of Object.entries(counts.outcomes))
    total.outcomes[way] = (total.outcomes[way] ?? 0) + n;
  if (counts.slowestMs > total.slowestMs)
    Object.assign(total, { slowestMs: counts.slowestMs, slowest: counts.slowest });
  total.peakMiB = Math.max(total.peakMiB, counts.peakMiB);
}

/** Writes the input of a fault to a file and says how to try it again. */
function write(target: string, seed: number, { index, message, input }: Fault): void {
  const place = resolve("out", "fuzz");
  mkdirSync(place, { recursive: true });
  const file = join(place, `${target}-${seed}-${index}.json`);
  const [what] = message.split("\n", 1);
  writeFileSync(file, `${JSON.stringify({ target, found: `seed ${seed}, case ${index}: ${what}`, input })}\n`); // prettier-ignore
  const shown = message.split("\n").slice(0, 12).join("\n  ");
  console.log(`FAULT in ${target}, seed ${seed}, case ${index}: ${shown}`);
  console.log(`  try it again: npm run fuzz -- --replay ${relative(".", file)}`);
}

async function replay(file: string): Promise<number> {
  const { target, input } = JSON.parse(readFileSync(file, "utf8")) as {
    target: string;
    input: unknown;
  };
  const faults: Fault[] = [];
  const { counts, died } = await runJob({ target, cases: { input }, folder }, { onFault: (fault) => faults.push(fault) > 0 }); // prettier-ignore
  for (const message of [...faults.map(({ message }) => message), ...(died === null ? [] : [died])])
    console.log(`FAULT in ${target}: ${message}`);
  if (faults.length > 0 || died !== null) return 1;
  console.log(`${target}: ${Object.keys(counts.outcomes).join(", ")}`);
  return 0;
}
