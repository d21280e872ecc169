import type { Engine } from "@flawlens/tfjs-backend-ort";
import type { RunData } from "../data/runData.ts";
import type { LoadedMethod } from "../methods/loadMethod.ts";
import type { RunConfig } from "../methods/runConfig.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { TrainOptions } from "./trainOptions.ts";

/** What the steps of a run share. */
export interface Run {
  terminal: Terminal;
  options: TrainOptions;
  loaded: LoadedMethod;
  config: RunConfig;
  seed: number;
  data: RunData;
  engine: Engine;
  signal: AbortSignal;
}
