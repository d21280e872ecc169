// One LoRA step of Alpha-CLIP's ViT-B/16 image tower: rank 64, batch 8, 224 px, dropout 0.1, AdamW.
import { clipVitB16 } from "@flawlens/backbones";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { loraSteps } from "../../packages/alphaclip/bench/_loraStep.ts";
import { clock } from "../clock.ts";

const { name } = await useEngine();
await clock("lora-step", name, loraSteps(clipVitB16, { batch: 8 }), { warm: 2, repeats: 3 });
