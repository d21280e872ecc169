import type { Params } from "@flawlens/backbones";
import type { Detector } from "@flawlens/detector";
import { dispose } from "@tensorflow/tfjs-core";

/** Puts other values of some parameters into a detector, and disposes those that they replace. */
export function replaceParams(detector: Pick<Detector, "params">, values: Params): void {
  const replaced = Object.keys(values).map((name) => detector.params[name]);
  detector.params = { ...detector.params, ...values };
  dispose(replaced);
}
