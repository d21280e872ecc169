// One training step of the paper's ADL network: batch 8, 256 px, everything trained, gradients clipped.
// A step takes seconds on one thread, so few are clocked.
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { adlStep } from "../../packages/adl/bench/_trainingStep.ts";
import { clock } from "../clock.ts";

const { name } = await useEngine();
await clock("adl-step", name, adlStep().step, { warm: 2, repeats: 3 });
