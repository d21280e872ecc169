import { join } from "node:path";
import {
  createAlphaClip,
  describe,
  describerConfig,
  describerTrainer,
  readDescriber,
  regionsOfDatasets,
  saveDescriber,
} from "@flawlens/alphaclip";
import { readImage, synthesize } from "@flawlens/datasets";
import { useEngine } from "@flawlens/tfjs-backend-ort";

await useEngine();
const config = describerConfig.parse({
  image: { network: "small", widths: [[16], [32]], size: 64 }, // starts from nothing: no download
  learningRate: 2e-3,
  alphaLearningRate: 2e-3,
  temperature: 0.1,
  batchSize: 16,
  steps: 40,
});

// Your own images instead: loadDataset("my-parts"), for every layout with masks that it knows.
const few = { normal: 0, anomalous: 1 };
const counts = { train: { normal: 0, anomalous: 4 }, validation: few, test: few };
const data = await synthesize("out/data", { seed: 1, size: 64, ...counts });
const regions = await regionsOfDatasets([data], { split: config.split, seed: 1 });

const trainer = await describerTrainer({ config, regions, seed: 1 });
for await (const event of trainer.fit())
  if (event.kind === "end" && event.describer)
    await saveDescriber("out/model.safetensors", event.describer);

const { towers, params, descriptions } = await readDescriber("out/model.safetensors");
const model = createAlphaClip({ towers, params });
const region = regions.regions.find(({ split }) => split === "test")!;
const image = await readImage(join(regions.root, region.image));
const candidates = descriptions.map(({ description }) => description);
const ranking = await describe(model, image, { box: region.box }, candidates); // or a mask, or a point
console.log(region.description, ranking.slice(0, 3));
