import { simplenetConfig, simplenetMethod } from "@flawlens/baselines";
import { datasetHash, synthesize } from "@flawlens/datasets";
import { calibrate, exportDetector, samplesSource } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";

await useEngine();
const seed = 1;
const manifest = await synthesize("parts", { seed, size: 64 }); // or loadDataset(folder)
const good = manifest.samples.filter(({ label, category }) => label === 0 && category === "gear");
const images = (split: string, size = { height: 64, width: 64 }) => {
  const samples = good.filter((sample) => sample.split === split);
  return samplesSource(manifest, samples, { size });
};

// For real images take the preset small-machine of the method, and give the file of its weights.
const config = simplenetConfig.parse({
  network: "small",
  inputSize: 64,
  embeddingSize: null,
  standardized: true,
  noise: 0.3,
  hidden: 32,
  batchSize: 4,
  steps: 20,
});
const { detector, threshold, fit } = await simplenetMethod.create(config, {
  types: [],
  images,
  cleanNormals: good.length,
  random: randomStream(seed),
  weights: async () => null,
  note: console.log,
});
for await (const event of fit({}))
  if (event.kind === "step" && event.step % 10 === 0) console.log(event.step, event.loss);

const validation = images("validation"); // these are good images, too
const calibration = await calibrate(detector, validation, { threshold });
const { bytes, differences } = await exportDetector(detector, calibration, "detector.onnx", {
  images: [await validation.read(0)],
  seed,
  dataset: { name: manifest.name, hash: datasetHash(manifest) },
});
console.log(`detector.onnx: ${bytes} bytes, at most ${differences.largest} from the detector`);
