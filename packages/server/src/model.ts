import type {
  DetectorMetadata,
  LookAt,
  OutputName,
  Pixels,
  Prediction,
  RawOutput,
} from "@flawlens/inference";

/** Decoding with a bound. */
export interface DecodeLimits {
  /** The most pixels of an image. An image with more is refused by its header, before its pixels are decoded. */
  pixels: number;
}

/** A detector as the server uses it; `loadModel` makes one of a detector file, and a test makes one by hand. */
export interface Model {
  /** Tells one file from another under the same name. */
  version: string;
  metadata: DetectorMetadata;
  /** Where `predict` looks, which the verdicts on tensors follow too; default everywhere. */
  lookAt?: LookAt;
  /**
   * Decodes an image file as `predict` takes it.
   *
   * @throws {Error} If it is no image, damaged or too large; the message is for the client.
   */
  decode(file: Uint8Array, limits: DecodeLimits): Promise<Pixels>;
  /** One prediction for each image, in order. */
  predict(images: readonly Pixels[]): Promise<readonly Prediction[]>;
  /** Runs the file on `[N, height, width, 3]` RGB bytes and gives its outputs unchanged. */
  infer(batch: Uint8Array, outputs: readonly OutputName[]): Promise<RawOutput>;
  /** The bytes of the file, where there is one; null where it is not the one that was loaded any more. */
  file?(): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Gives the memory back; called once nothing runs any more. */
  release(): Promise<void>;
}
