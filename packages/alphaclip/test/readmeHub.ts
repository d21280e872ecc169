import { clipVitB16, downloadFromHub } from "@flawlens/backbones";
import {
  clipTowers,
  createAlphaClip,
  describe,
  loadClipTokenizer,
  readAlphaClip,
} from "@flawlens/alphaclip";
import { readImage, readMask } from "@flawlens/datasets";
import { useEngine } from "@flawlens/tfjs-backend-ort";

await useEngine();
const { path } = await downloadFromHub("openai/clip-vit-base-patch16", "model.safetensors");
const params = await readAlphaClip(clipVitB16, { clip: path }); // alpha: an Alpha-CLIP checkpoint
const tokenizer = await loadClipTokenizer();
const model = createAlphaClip({ towers: clipTowers({ config: clipVitB16, tokenizer }), params });

const image = await readImage("wood/test/scratch/000.png");
const mask = await readMask("wood/ground_truth/scratch/000_mask.png");
const ranking = await describe(model, image, { mask }, ["scratch in wood", "hole in wood"]);
console.log(ranking[0].description, ranking[0].score);
