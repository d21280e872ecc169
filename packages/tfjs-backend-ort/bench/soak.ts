// Whether memory stays flat in a long run: two worker threads, each with an engine of its own, train a tiny network for
// 50,000 steps each. Batches change their size from step to step, one step in 50 compiles a graph that was never there
// before, and one in 100 fails in between, in one of four ways. Prints the curve as CSV; fails if anything grows.
//   npx turbo run build --filter=@flawlens/tfjs-backend-ort
//   node --import tsx packages/tfjs-backend-ort/bench/soak.ts [steps of each engine]
// Memory is in MB, after a collection of garbage: "rss" is that of the process, "external" and "heap" that of the engine's
// thread.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type OrtBackend, BACKEND, configure } from "@flawlens/tfjs-backend-ort";
import * as tf from "@tensorflow/tfjs-core";

/** Growth that is noise: a fraction of the memory, from the second fifth to the last. */
const TOLERATED = 0.05;
/** The same of the process: readings of one run go from 249 to 326 MB. A leak of 1.1 kB in each step is more. */
const TOLERATED_OF_PROCESS = 0.15;
/** Growth of the heap, in MB, that has an end: the engine remembers the last 10,000 calls that succeeded. */
const REMEMBERED = 4;
const COLUMNS = ["engine", "step", "rss", "external", "heap", "pooled", "tensors", "graphs", "compilations", "msPerStep"] as const; // prettier-ignore
type Row = Record<(typeof COLUMNS)[number], number>;

if (isMainThread) await watch(Number(process.argv[2] ?? 50_000));
else await soak(workerData as { engine: number; steps: number });

/** Starts both engines, prints what they report, and looks at their curves when they have ended. */
async function watch(steps: number): Promise<void> {
  console.log(COLUMNS.join(","));
  const curves = await Promise.all([1, 2].map((engine) => curveOf(engine, steps)));
  const failures = curves.flatMap((rows) => failuresOf(rows));
  for (const failure of failures) console.error(failure);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

function curveOf(engine: number, steps: number): Promise<Row[]> {
  const rows: Row[] = [];
  // A worker does not inherit the loader that reads TypeScript.
  const program = `import("tsx/esm/api").then(({ register }) => (register(), import(${JSON.stringify(import.meta.url)})))`;
  const worker = new Worker(program, { eval: true, workerData: { engine, steps } });
  worker.on("message", (row: Row) => {
    rows.push(row);
    console.log(COLUMNS.map((name) => row[name]).join(","));
  });
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", () => resolve(rows));
  });
}

/** Compares the last fifth of a curve with the second. */
function failuresOf(rows: Row[]): string[] {
  const fifth = Math.max(1, Math.floor(rows.length / 5));
  const [early, late] = [rows.slice(fifth, 2 * fifth), rows.slice(-fifth)];
  const mean = (part: Row[], of: keyof Row) =>
    part.reduce((sum, row) => sum + row[of], 0) / part.length;
  const failures: string[] = [];
  for (const of of ["rss", "external", "heap", "pooled", "tensors"] as const) {
    const [before, after] = [mean(early, of), mean(late, of)];
    const fraction = of === "rss" ? TOLERATED_OF_PROCESS : TOLERATED;
    const noise =
      of === "tensors" ? 0 : Math.max(of === "heap" ? REMEMBERED : 1, fraction * before);
    if (!(after - before <= noise))
      failures.push(`engine ${rows[0].engine}: expected ${of} to stay, it went from ${before.toFixed(1)} to ${after.toFixed(1)}`); // prettier-ignore
  }
  return failures;
}

/** Trains in this thread, and reports ten times. */
async function soak({ engine, steps }: { engine: number; steps: number }): Promise<void> {
  configure({ threads: 1 });
  await tf.setBackend(BACKEND);
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const step = trainingStep(engine);
  const every = Math.max(1, Math.floor(steps / 10));
  let start = performance.now();
  for (let i = 1; i <= steps; i++) {
    await step(i);
    if (i % 100 === 0) await failSomehow(i / 100);
    if (i % every > 0) continue;
    const msPerStep = Number(((performance.now() - start) / every).toFixed(2));
    await tf.nextFrame();
    collect();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    parentPort!.postMessage({ engine, step: i, ...memory(), msPerStep });
    start = performance.now();
  }
}

function memory(): Omit<Row, "engine" | "step" | "msPerStep"> {
  const { rss, external, heapUsed } = process.memoryUsage();
  const statistics = (tf.backend() as unknown as OrtBackend).statistics();
  const megabytes = (bytes: number) => Number((bytes / 2 ** 20).toFixed(1));
  return {
    rss: megabytes(rss),
    external: megabytes(external),
    heap: megabytes(heapUsed),
    pooled: megabytes(statistics.pooledBytes),
    tensors: tf.memory().numTensors,
    graphs: statistics.cachedGraphs,
    compilations: statistics.compilations,
  };
}

/** A step of a tiny classifier, by Adam: a convolution, max pooling, a dense layer. */
function trainingStep(seed: number): (step: number) => Promise<void> {
  const normal = <R extends tf.Rank>(shape: tf.ShapeMap[R], own: number) =>
    tf.variable(tf.randomNormal<R>(shape, 0, 0.1, "float32", 10 * seed + own));
  const filter = normal<tf.Rank.R4>([3, 3, 1, 4], 1);
  const head = normal<tf.Rank.R2>([4, 2], 2);
  const optimizer = tf.train.adam(1e-3);
  return async (step) => {
    // One of eight batches; now and then one of 600 shapes in a mixed order, which comes again when its graph is gone.
    const rare = step / 50;
    const [batch, side] =
      step % 50 ? [1 + (step % 8), 8] : [9 + (rare % 24), 9 + ((7 * rare) % 25)];
    const images = tf.randomUniform<tf.Rank.R4>([batch, side, side, 1], 0, 1, "float32", step);
    const classes = Array.from({ length: batch }, (_, i) => i % 2);
    const labels = tf.oneHot(classes, 2) as tf.Tensor2D;
    const loss = optimizer.minimize(() => {
      const found = tf.relu(tf.conv2d(images, filter, 1, "same"));
      const rows = tf.mean<tf.Tensor2D>(tf.maxPool(found, 2, 2, "valid"), [1, 2]);
      return tf.losses.softmaxCrossEntropy(labels, tf.matMul(rows, head)) as tf.Scalar;
    }, true)!;
    const [value] = await loss.data();
    if (!(value > 0 && value < 2)) throw new Error(`step ${step}: expected a loss, got ${value}`);
    tf.dispose([loss, images, labels]);
  };
}

/** An error as programs make them: of a shape, of ONNX Runtime, of memory, or of a disposed tensor, inside of a gradient. */
async function failSomehow(turn: number): Promise<void> {
  const x = tf.ones<tf.Rank.R2>([2, 3]);
  const ways: ((y: tf.Tensor2D) => tf.Tensor)[] = [
    (y) => tf.matMul(y, x) as tf.Tensor,
    (y) => tf.gather(y, tf.tensor1d([7 + turn], "int32")),
    (y) => tf.tile(y, [2 ** 24, 2 ** 24]),
    (y) => {
      y.dispose();
      return tf.add(y, 1);
    },
  ];
  const fail = ways[turn % ways.length];
  let slope: tf.Tensor | undefined;
  try {
    // neg: where a gradient's function throws, TensorFlow.js leaves behind what its operations saved, on every backend.
    slope = tf.grad((y) => tf.sum(fail(tf.neg(y) as tf.Tensor2D)))(x);
    await slope.data();
  } catch {
    return;
  } finally {
    tf.dispose([x, slope ?? []]);
  }
  throw new Error(`expected an error, got none: ${fail}`);
}
