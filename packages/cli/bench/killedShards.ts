/**
 * Proof that shards may be killed: `npx tsx --conditions=@flawlens/source packages/cli/bench/killedShards.ts [kills] [seed]`, some minutes.
 *
 * Judges an artificial data set on one machine, and in 7 shards in random order, each by a process of the command's own that
 * is killed with -9 at random moments before it may end, some of them done twice or by two processes at once; merges them,
 * and compares table, `results.json` and `report.html` byte for byte. Once with all pixels ranked, once with pixels counted.
 * The only difference that is allowed is the time: `seconds.evaluate`, and the sentence of the report that tells it.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "@flawlens/datasets";
import { randomStream, shuffle } from "@flawlens/sampling";
import { writeTinyModel } from "../test/tinyModel.ts";

const [kills = 30, seed = 1] = process.argv.slice(2).map(Number);
const of = 7;
const random = randomStream(seed);
const root = await mkdtemp(join(tmpdir(), "flawlens-killed-"));
const data = join(root, "data");
const none = { normal: 0, anomalous: 0 };
await synthesize(data, {
  seed,
  size: 96,
  train: none,
  validation: none,
  test: { normal: 22, anomalous: 8 },
});
const model = await writeTinyModel(join(root, "detector.onnx"), { method: "tiny" }); // a name of no method: none is loaded
const what = ["--model", model, "--data", data, "--split", "test"];

let failed = false;
for (const limit of [[], ["--exact-pixels", "1000"]]) {
  const one = join(root, `one${limit.length}`);
  const table = command("evaluate", ...what, ...limit, "--out", one);
  const many = join(root, `many${limit.length}`);
  const killed = await doAll(many, limit);
  const merged = command("merge", many, ...what, ...limit);
  const same = table === merged && (await sameFiles(one, many));
  const left = (await readdir(join(many, "shards"))).filter((name) => name.startsWith("."));
  failed ||= !same || left.length > 0;
  console.log(
    `${limit.length === 0 ? "ranked" : "counted"}: ${killed.total} kills, ${killed.working} of them while a shard was being ` +
      `written; table, results.json and report.html ${same ? "are the same" : "DIFFER"}; ${left.length} folders left over`,
  );
}
if (failed) console.log(`kept: ${root}`);
else await rm(root, { recursive: true });
process.exitCode = failed ? 1 : 0;

function fromSource(...args: string[]): string[] {
  const main = join(import.meta.dirname, "../src/main.ts");
  return ["--conditions=@flawlens/source", "--import=tsx", main, ...args];
}

/** Runs a command to its end. */
function command(...args: string[]): string {
  return execFileSync(process.execPath, fromSource(...args), { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }); // prettier-ignore
}

async function doAll(out: string, limit: string[]): Promise<{ total: number; working: number }> {
  const killed = { total: 0, working: 0 };
  const order = shuffle(
    Array.from({ length: of }, (_, i) => i + 1),
    random,
  );
  for (const [turn, index] of order.entries()) {
    const start = () => spawn(process.execPath, fromSource("evaluate", ...what, ...limit, "--out", out, "--shard", `${index}/${of}`), { stdio: "ignore" }); // prettier-ignore
    const isWriting = async () => (await readdir(join(out, "shards")).catch(() => [])).some((name) => name.startsWith(`.${index}-of-`)); // prettier-ignore
    // Every second time the process is killed after a random time from its start, else soon after it began to write.
    for (let i = 0; i < kills / of; i++) {
      const child = start();
      const ended = once(child, "exit");
      if (i % 2 === 0) await wait(3000 * random());
      else {
        while (child.exitCode === null && !(await isWriting())) await wait(2);
        await wait(150 * random());
      }
      if (child.exitCode === null && (await isWriting())) killed.working++;
      if (child.exitCode === null) killed.total++;
      child.kill("SIGKILL");
      await ended;
    }
    const last = turn % 2 === 0 ? [start(), start()] : [start()]; // by two at once, or one
    for (const child of last) if (child.exitCode === null) await once(child, "exit");
    if (!existsSync(join(out, `shards/${index}-of-${of}`))) throw new Error(`shard ${index} is not done`); // prettier-ignore
    if (turn % 3 === 0) await once(start(), "exit"); // again
  }
  return killed;
}

async function sameFiles(one: string, many: string): Promise<boolean> {
  const text = async (out: string) => {
    const results = await readFile(join(out, "results.json"), "utf8");
    const page = await readFile(join(out, "report.html"), "utf8");
    return [
      results.replace(/"evaluate": [\d.e-]+/, '"evaluate": 0'),
      page.replace(/[^,]+ to evaluate/, ""),
    ];
  };
  const [a, b] = [await text(one), await text(many)];
  return a.every((content, i) => content === b[i]);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
