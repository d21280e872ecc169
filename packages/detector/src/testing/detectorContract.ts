import type { Image } from "@flawlens/datasets";
import type { Detector } from "../detector.ts";
import { alone, folded, level, named, pure, shaped } from "./_claims.ts";
import { compareExported } from "./_compareExported.ts";
import { testImages } from "./_testImages.ts";

/** One thing that every detector keeps to, as a test of any runner. */
export interface DetectorClaim {
  /** A sentence, the name of the test. */
  claim: string;
  /** Rejects with what was expected and what was found. */
  check(): Promise<void>;
}

/** What a contract is checked on. */
export interface ContractOptions {
  /** At least three images of the detector's input size; default four of seeded noise and shapes. */
  images?: readonly Image[];
}

/**
 * The contract of a {@link Detector} as tests: prediction, calibration, export, inference and the command rely
 * on each of these claims, on the engine that is set when they are checked. The one about the exported file
 * needs `@flawlens/tfjs-backend-ort` and `onnxruntime-node` or `onnxruntime-web`.
 *
 * @param make - A detector, trained or not; called once a claim. Its parameters are not disposed.
 *
 * @example
 * for (const { claim, check } of detectorContract(() => myDetector)) test(claim, check);
 */
export function detectorContract(
  make: () => Detector | Promise<Detector>,
  { images }: ContractOptions = {},
): DetectorClaim[] {
  const checkWith =
    (check: (detector: Detector, images: readonly Image[]) => Promise<void>) => async () => {
      const detector = await make();
      const given = images ?? testImages(detector.inputSize, 4);
      if (given.length < 3)
        throw new RangeError(
          `detectorContract: expected at least 3 images, got ${given.length}; give more`,
        );
      await check(detector, given);
    };
  return [
    { claim: "its names differ and its parameters are those of its spec", check: checkWith(named) },
    {
      claim: "its outputs are finite and have the shapes of the contract",
      check: checkWith(shaped),
    },
    { claim: "its outputs are a pure function that reads no value", check: checkWith(pure) },
    { claim: "it keeps nothing in memory but its outputs", check: checkWith(level) },
    { claim: "folded parameters give the same outputs", check: checkWith(folded) },
    { claim: "an image alone gives what it gives in a batch", check: checkWith(alone) },
    {
      claim: "the exported file gives the same, also through inference",
      check: checkWith(compareExported),
    },
  ];
}
