// How many graphs a training run of 1,000 steps compiles: tiny images, everything else as real.
import { memorySource } from "@flawlens/detector";
import { convHead, createFcdd, fitFcdd, smallConvNetEncoder } from "@flawlens/fcdd";
import { randomStream } from "@flawlens/sampling";
import { type OrtBackend, useEngine } from "@flawlens/tfjs-backend-ort";
import { adam } from "@flawlens/training";
import { engine } from "@tensorflow/tfjs-core";

const { name } = await useEngine();
const random = randomStream(1);
const side = 16;
const items = Array.from({ length: 32 }, (_, i) => ({
  id: String(i),
  label: (i % 2) as 0 | 1,
  defectTypes: i % 2 ? ["spot"] : [],
  image: {
    data: Uint8Array.from({ length: side * side * 3 }, () => Math.floor(256 * random())),
    height: side,
    width: side,
    channels: 3 as const,
    original: { height: side, width: side },
  },
}));
const model = createFcdd({
  encoder: smallConvNetEncoder({ widths: [[8], [8]] }),
  head: convHead({ widths: [8] }),
  types: ["spot"],
  inputSize: side,
  random,
});
const steps = 1000;
const options = {
  source: memorySource(items),
  optimizer: adam({ learningRate: 1e-3 }),
  steps,
  random,
  batchSize: 8,
};
const start = performance.now();
for await (const event of fitFcdd(model, options)) void event;
const ms = [(performance.now() - start) / steps];
const { compilations, compileMs } = (engine().backend as OrtBackend).statistics();
const note = `${compilations} graphs compiled in ${steps} steps, ${compileMs.toFixed(0)} ms in all`;
console.log(JSON.stringify({ workload: "compilations", engine: name, ms, note }));
