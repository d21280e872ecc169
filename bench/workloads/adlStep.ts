// One training step of the paper's ADL network: batch 8, 256 px, everything trained, gradients clipped.
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { adlStep } from "../../packages/adl/bench/_trainingStep.ts";
import { clock } from "../clock.ts";

const { name } = await useEngine();
await clock("adl-step", name, adlStep().step, { warm: 3, repeats: 5 });
