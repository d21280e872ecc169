import { datasetHash, synthesize } from "@flawlens/datasets";
import { calibrate, exportDetector, samplesSource } from "@flawlens/detector";
import { convHead, createFcdd, fitFcdd, smallConvNetEncoder } from "@flawlens/fcdd";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { adam } from "@flawlens/training";

await useEngine();
const seed = 1;
const random = randomStream(seed);
const manifest = await synthesize("parts", { seed, size: 64 }); // or loadDataset(folder)
const model = createFcdd({
  encoder: smallConvNetEncoder({ widths: [[16], [32], [64]] }),
  head: convHead({ widths: [48] }), // the paper's: [512, 512]
  types: manifest.defectTypes,
  inputSize: 64,
  random: random.split(),
});
const images = (split: string) => {
  const samples = manifest.samples.filter((sample) => sample.split === split);
  return samplesSource(manifest, samples, { size: model.inputSize });
};
const source = images("train");
const optimizer = adam({ learningRate: 3e-3 });
for await (const event of fitFcdd(model, { source, optimizer, batchSize: 16, steps: 100, random }))
  if (event.kind === "step" && event.step % 25 === 0) console.log(event.step, event.loss);

const validation = images("validation");
const calibration = await calibrate(model, validation);
const { differences } = await exportDetector(model, calibration, "detector.onnx", {
  images: [await validation.read(0)],
  seed,
  dataset: { name: manifest.name, hash: datasetHash(manifest) },
});
console.log(`detector.onnx differs from the model by at most ${differences.largest}`);
