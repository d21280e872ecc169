// FLAWLENS_PYTHON=.../python FLAWLENS_ROWS=348 node --conditions=@flawlens/source --import=tsx \
//   packages/server/bench/throughput.ts DETECTOR FOLDER [ROUNDS] [IMAGES]
//
// Images a second from files to verdicts: our detector file in batches of 1 and 8, the server on loopback, and anomalib's
// OpenVINOInferencer on the same images and a PatchCore of the same backbone, layers, input and rows. They take turns,
// because machines are noisy and only ratios of one run count; CPU time is beside the wall's, which others share.
import { spawn } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { loadDetector } from "@flawlens/inference";
import { createServer, listen, modelFile } from "@flawlens/server";
import { median } from "simple-statistics";

const [detector, folder, rounds = "5", count = "40"] = process.argv.slice(2);
const python = process.env.FLAWLENS_PYTHON;
const images = Number(count);
const files = (await readdir(folder))
  .toSorted()
  .slice(0, images)
  .map((name) => join(folder, name));
const model = await loadDetector(detector);
const server = await createServer({ models: { parts: modelFile(detector) } });
const { url, close } = await listen(server, { port: 0 });

interface Lap {
  seconds: number;
  cpuSeconds: number;
}

const entries: Record<string, () => Promise<Lap>> = {
  "verdicts, batch 1": () => timed(() => score(1)),
  "verdicts, batch 8": () => timed(() => score(8)),
  "verdicts and regions, batch 1": () => timed(() => predict(1)),
  "verdicts and regions, batch 8": () => timed(() => predict(8)),
  "server, 8 clients, verdicts (with the clients)": () => timed(() => ask("?regions=false")),
  "server, 8 clients, verdicts and regions (with the clients)": () => timed(() => ask("")),
};
const peer = python === undefined ? undefined : await openPeer(python);
if (peer) entries["anomalib OpenVINOInferencer, one by one"] = peer.lap;
else console.log("FLAWLENS_PYTHON is not set: anomalib is not run beside");

const laps = new Map(Object.keys(entries).map((name) => [name, [] as Lap[]]));
const load = loadavg()[0];
for (let round = 0; round <= Number(rounds); round++)
  for (const [name, run] of Object.entries(entries)) {
    const lap = await run();
    if (round > 0) laps.get(name)!.push(lap); // the first warms up
  }
await close();
await model.release();
peer?.end();

console.log(
  `${cpus()[0].model}, ${cpus().length} cores, load ${load.toFixed(0)} to ${loadavg()[0].toFixed(0)}; ` +
    `${images} images, median of ${rounds} rounds`,
);
for (const [name, all] of laps) {
  const wall = images / median(all.map(({ seconds }) => seconds));
  const cpu = (1000 * median(all.map(({ cpuSeconds }) => cpuSeconds))) / images;
  console.log(
    `${wall.toFixed(1).padStart(7)} images/s  ${cpu.toFixed(1).padStart(6)} ms CPU an image  ${name}`,
  );
}

async function timed(work: () => Promise<void>): Promise<Lap> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
}

async function score(batchSize: number): Promise<void> {
  let seen = 0;
  for await (const { verdict } of model.score(files, { batchSize })) if (verdict) seen++;
  check(seen);
}

async function predict(batchSize: number): Promise<void> {
  let seen = 0;
  for await (const { verdict, regions } of model.predict(files, { batchSize }))
    if (verdict && regions) seen++;
  check(seen);
}

async function ask(query: string): Promise<void> {
  let next = 0;
  let seen = 0;
  const client = async () => {
    while (next < files.length) {
      const body = await readFile(files[next++]);
      const answer = await fetch(`${url}/predict${query}`, { method: "POST", body });
      await answer.json();
      if (answer.status === 200) seen++;
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  check(seen);
}

function check(seen: number): void {
  if (seen !== images) throw new Error(`expected ${images} verdicts, got ${seen}`);
}

async function openPeer(command: string): Promise<{ lap(): Promise<Lap>; end(): void }> {
  const rows = Number(process.env.FLAWLENS_ROWS ?? 400);
  const { height } = model.metadata.input;
  const script = join(import.meta.dirname, "throughput.py");
  const child = spawn(command, [script, folder, String(rows), String(height)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error("expected an answer of throughput.py, got its end");
    return value;
  };
  console.log(`anomalib: ${await line()}, ${rows} rows`);
  return {
    async lap() {
      child.stdin.write(`${images}\n`);
      const [seconds, cpuSeconds, seen] = (await line()).split(" ").map(Number);
      check(seen);
      return { seconds, cpuSeconds };
    },
    end: () => child.stdin.end(),
  };
}
