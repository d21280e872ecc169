import { initParams, smallConvNetwork } from "@flawlens/backbones";
import { datasetHash, synthesize } from "@flawlens/datasets";
import { calibrate, exportDetector, samplesSource } from "@flawlens/detector";
import { createPatchcore, fitPatchcore, networkEmbedding } from "@flawlens/patchcore";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";

await useEngine();
const seed = 1;
const random = randomStream(seed);
const manifest = await synthesize("parts", { seed, size: 64 }); // or loadDataset(folder)
const good = manifest.samples.filter(({ label, category }) => label === 0 && category === "gear");
const images = (split: string) => {
  const samples = good.filter((sample) => sample.split === split);
  return samplesSource(manifest, samples, { size: model.inputSize });
};

// For real images, use efficientnetLite0Network, layers stage8 and stage16, and
// const { params } = await loadPretrained("tf_efficientnet_lite0.in1k", { upTo: "stage16" });
const embedding = networkEmbedding(smallConvNetwork(), { layers: ["stages.1", "stages.2"] });
const embeddingParams = initParams(embedding.spec, { random: random.split() });
const model = createPatchcore({ embedding, embeddingParams, inputSize: 64 });
for await (const event of fitPatchcore(model, { source: images("train"), random }))
  if (event.kind === "phase") console.log(event.name, event.done, "of", event.total);

const validation = images("validation"); // these are good images, too
const calibration = await calibrate(model, validation);
const { bytes, differences } = await exportDetector(model, calibration, "detector.onnx", {
  images: [await validation.read(0)],
  seed,
  dataset: { name: manifest.name, hash: datasetHash(manifest) },
});
console.log(`detector.onnx: ${bytes} bytes, at most ${differences.largest} from the detector`);
