// node --conditions=@flawlens/source --import=tsx packages/server/bench/load.ts DETECTOR [MINUTES]
//
// Measures what the server can do, then sends twice as many requests for five minutes, each with an image of its own
// whose score is known. Fails where a request is not answered, is answered with another image's score or with another
// status than 200, 429 (the queue is full) and 504 (no time is left), where the server computed more or fewer verdicts than were answered, or memory grows.
import { cpus, loadavg } from "node:os";
import { quantileSorted } from "simple-statistics";
import { ask, knownImages } from "./_knownImages.ts";
import { startServer } from "./_startServer.ts";

const [detector, minutes = "5"] = process.argv.slice(2);
const images = await knownImages(detector, 32);
const { url, child, errors, ended } = await startServer(detector, { queue: 16 });
const pick = (i: number) => images[i % images.length];

console.log(`${cpus()[0].model}, ${cpus().length} cores, load before ${loadavg()[0].toFixed(1)}`);
const capacity = await measureCapacity(10);
console.log(`capacity: ${capacity.toFixed(1)} images a second with 16 clients`);

const counts = { sent: 0, ok: 0, refused: 0, late: 0, wrong: 0, other: 0, failed: 0 };
const [waits, refusals, memory]: number[][] = [[], [], []];
const before = await verdicts();
const open = new Set<Promise<void>>();
const start = performance.now();
const total = Number(minutes) * 60_000;
let sample = 0;
for (;;) {
  const elapsed = performance.now() - start;
  if (elapsed > total) break;
  for (; counts.sent < (2 * capacity * elapsed) / 1000; counts.sent++) {
    const one = send(counts.sent).finally(() => open.delete(one));
    open.add(one);
  }
  if (elapsed > sample) {
    memory.push(await metric("process_resident_memory_bytes"));
    sample += total / 60;
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await Promise.all(open);
const computed = (await verdicts()) - before;
child.kill("SIGTERM");
const code = await ended;

const ms = (values: number[], p: number) =>
  values.length === 0
    ? "-"
    : quantileSorted(
        values.toSorted((a, b) => a - b),
        p,
      ).toFixed(0);
console.log(counts);
console.log(`answered: p50 ${ms(waits, 0.5)} ms, p99 ${ms(waits, 0.99)} ms`);
console.log(`refused: p50 ${ms(refusals, 0.5)} ms, p99 ${ms(refusals, 0.99)} ms`);
console.log(`verdicts that the server computed: ${computed}`);
const mib = (values: number[]) => (Math.max(...values) / 2 ** 20).toFixed(0);
const third = Math.floor(memory.length / 3);
const thirds = [0, 1, 2].map((i) => memory.slice(i * third, (i + 1) * third));
console.log(`most memory in each third: ${thirds.map(mib).join(", ")} MiB`);
console.log(`exit code ${code}, load after ${loadavg()[0].toFixed(1)}`);
if (errors() !== "") console.log(errors().slice(0, 2000));
const grown = Math.max(...thirds[2]) > 1.1 * Math.max(...thirds[1]);
const fine =
  counts.ok + counts.refused + counts.late === counts.sent &&
  computed === counts.ok &&
  code === 0 &&
  !grown;
console.log(fine ? "none lost, none answered twice or for another, memory flat" : "FAILED");
process.exitCode = fine ? 0 : 1;

async function send(i: number): Promise<void> {
  const begin = performance.now();
  try {
    const { status, right } = await ask(url, pick(i));
    const took = performance.now() - begin;
    if (status === 200 && right) {
      counts.ok++;
      waits.push(took);
    } else if (status === 429) {
      counts.refused++;
      refusals.push(took);
    } else if (status === 504) counts.late++;
    else if (status === 200) counts.wrong++;
    else counts.other++;
  } catch {
    counts.failed++;
  }
}

async function measureCapacity(seconds: number): Promise<number> {
  let done = 0;
  const begin = performance.now();
  const client = async (_: unknown, i: number) => {
    while (performance.now() - begin < 1000 * seconds) {
      if ((await ask(url, pick(i + done))).right) done++;
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  return (1000 * done) / (performance.now() - begin);
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line.startsWith(name));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

function verdicts(): Promise<number> {
  return metric("flawlens_verdicts_total");
}
