// Whether memory stays where it is: 5,000 training steps of a small convolutional network, then 600
// different graphs through a cache of 64. Prints the curve; fails if anything grows.
//   node --import tsx packages/tfjs-backend-ort/bench/soak.ts [steps]
// "rss" is the process's memory in MB, after a collection of garbage where node runs with --expose-gc.
import { type OrtBackend, BACKEND } from "@flawlens/tfjs-backend-ort";
import * as tf from "@tensorflow/tfjs-core";

/** Growth that is noise of the allocator: a fraction of the memory, from the second fifth on. */
const TOLERATED = 0.05;

interface Row {
  step: number;
  rss: number;
  heap: number;
  tensors: number;
  compilations: number;
  pooled: number;
  graphs: number;
  ms: number;
}

const steps = Number(process.argv[2] ?? 5000);
await tf.setBackend(BACKEND);
const backend = tf.backend() as unknown as OrtBackend;
const failures: string[] = [];

check("training", await soak(steps, trainingStep()), { compilations: 0 });
check("graphs", await soak(600, differentGraphs()), { compilations: Infinity });
for (const failure of failures) console.error(failure);
process.exit(failures.length ? 1 : 0);

/** One step of a small classifier: convolutions, batch norm by layers' plain ops, pooling, Adam. */
function trainingStep(): () => Promise<void> {
  const normal = (shape: number[], seed: number) =>
    tf.variable(tf.randomNormal(shape, 0, 0.1, "float32", seed));
  const filters = [normal([3, 3, 3, 16], 1), normal([3, 3, 16, 32], 2)];
  const head = normal([32, 4], 3);
  const optimizer = tf.train.adam(1e-3);
  let step = 0;
  return async () => {
    const images = tf.randomUniform([8, 32, 32, 3], 0, 1, "float32", ++step) as tf.Tensor4D;
    const labels = tf.oneHot([0, 1, 2, 3, 0, 1, 2, 3], 4) as tf.Tensor2D;
    const loss = optimizer.minimize(() => {
      let x: tf.Tensor4D = images;
      for (const filter of filters)
        x = tf.maxPool(tf.relu(tf.conv2d(x, filter as unknown as tf.Tensor4D, 1, "same")), 2, 2, "valid"); // prettier-ignore
      const logits = tf.matMul(tf.mean(x, [1, 2]) as tf.Tensor2D, head as unknown as tf.Tensor2D);
      return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
    }, true)!;
    await loss.data();
    tf.dispose([loss, images, labels]);
  };
}

/** A graph that was never compiled before, each time, and as large as the others; run twice, or it would not be kept. */
function differentGraphs(): () => Promise<void> {
  const x = tf.ones([800, 200]) as tf.Tensor2D;
  let begin = 0;
  return async () => {
    for (let run = 0; run < 2; run++) {
      const y = tf.tidy(() => {
        const part = tf.slice(x, [begin, 0], [200, 200]);
        return tf.softmax(tf.matMul(part, part, false, true));
      });
      await y.data();
      y.dispose();
    }
    begin++;
  };
}

async function soak(count: number, step: () => Promise<void>): Promise<Row[]> {
  const rows: Row[] = [];
  const every = Math.max(1, Math.floor(count / 25));
  let start = performance.now();
  for (let i = 1; i <= count; i++) {
    await step();
    if (i % every) continue;
    const ms = (performance.now() - start) / every;
    (globalThis as { gc?: () => void }).gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    const { compilations, cachedGraphs, pooledBytes } = backend.statistics();
    const megabytes = (bytes: number) => Number((bytes / 2 ** 20).toFixed(1));
    rows.push({
      step: i,
      rss: megabytes(rss),
      heap: megabytes(heapUsed),
      tensors: tf.memory().numTensors,
      compilations,
      pooled: megabytes(pooledBytes),
      graphs: cachedGraphs,
      ms: Number(ms.toFixed(2)),
    });
    start = performance.now();
  }
  return rows;
}

/** Compares the last fifth of the curve with the second. */
function check(name: string, rows: Row[], { compilations }: { compilations: number }): void {
  console.log(`\n${name}`);
  console.table(rows);
  const fifth = Math.floor(rows.length / 5);
  const [early, late] = [rows.slice(fifth, 2 * fifth), rows.slice(-fifth)];
  const median = (part: Row[], of: keyof Row) =>
    part.map((row) => row[of]).toSorted((a, b) => a - b)[Math.floor(part.length / 2)];
  const grew = (of: keyof Row) => median(late, of) - median(early, of);
  if (grew("rss") > TOLERATED * median(early, "rss"))
    failures.push(`${name}: expected memory to stay, it grew by ${grew("rss").toFixed(1)} MB`);
  if (grew("tensors") > 0) failures.push(`${name}: ${grew("tensors")} more tensors`);
  if (grew("compilations") > compilations)
    failures.push(`${name}: ${grew("compilations")} more compilations`);
  const { compileMs, compilations: compiled } = backend.statistics();
  console.log(`${compiled} graphs compiled so far, ${compileMs.toFixed(0)} ms in all`);
}
