import { batchesOf } from "./_batchesOf.ts";
import { batchRunner } from "./_batchRunner.ts";
import { cutFrame } from "../images/cutFrame.ts";
import type { Detector, Images, OutputName, PredictOptions } from "./detector.ts";
import type { DetectorMetadata } from "../core/detectorMetadata.ts";
import { imageOutputs } from "./imageOutputs.ts";
import { insideSize } from "../images/framing.ts";
import type { Framing } from "../images/framing.ts";
import { lookedBySize } from "./_lookedBySize.ts";
import { openImage } from "./_openImage.ts";
import type { OpenImage } from "./_openImage.ts";
import { checkPixels, isPixels } from "../images/pixels.ts";
import type { Pixels } from "../images/pixels.ts";
import type { Prediction, ScorePrediction } from "../core/prediction.ts";
import { resizePixels } from "../images/resizePixels.ts";
import type { Session } from "./session.ts";
import type { ValidationScores } from "../core/validationScores.ts";
import { workAhead } from "./workAhead.ts";

interface Size {
  height: number;
  width: number;
}

/** What a detector is made of. */
export interface DetectorParts<Source> {
  metadata: DetectorMetadata;
  /** The graph, checked to fit the metadata. */
  session: Session;
  /**
   * Decodes an image to RGB or RGBA: to the size that `sizeOf` gives for the image's own, or whole. Where it gives
   * other pixels than asked for, they are resized here.
   */
  read(source: Source, sizeOf?: (original: Size) => Size): Promise<Pixels>;
  /** Reads the validation scores that the file holds, when they are first asked for. */
  validation?: () => ValidationScores | null;
}

/** Images that are decoded ahead, and batches that run ahead of what is used. */
const imagesAhead = 4;
const batchesAhead = 2;

/**
 * A detector from its graph and a way to read images: everything that Node and browsers have in common. For an ONNX
 * runtime of your own.
 *
 * @throws {RangeError} When it predicts: see {@link Detector}.
 */
export function createDetector<Source>({
  metadata,
  session,
  read,
  validation = () => null,
}: DetectorParts<Source>): Detector<Source> {
  const { input } = metadata;
  const raw = batchRunner(metadata, session);
  const lookedIn = lookedBySize();
  let known: { scores: ValidationScores | null } | undefined;

  async function load(image: Source | Pixels, framing: Framing, name?: string): Promise<Pixels> {
    const pixels = isPixels(image) ? image : await read(image, sizeFor(framing));
    checkPixels("predict", pixels, name);
    const original = { height: pixels.height, width: pixels.width, ...pixels.original };
    const size = sizeFor(framing)?.(original);
    if (!size || (size.height === pixels.height && size.width === pixels.width)) return pixels;
    return resizePixels(pixels, size);
  }

  /** The size that an image is needed in; none where it is needed whole. */
  function sizeFor({ mode }: Framing): ((original: Size) => Size) | undefined {
    if (mode === "tiles") return undefined;
    return mode === "stretch" ? () => input : (original) => insideSize(original, input);
  }

  /** What the graph gives of each frame of each image, in order, put together image by image. */
  async function* run<T>(
    images: Images<Source>,
    { batchSize = 1, lookAt, tiling }: PredictOptions,
    outputs: readonly OutputName[],
    finish: (image: OpenImage) => T,
  ): AsyncGenerator<T, void> {
    checkArguments(images, batchSize);
    const framing = framingOf(metadata, tiling);
    let index = 0;
    const read = (image: Source | Pixels) => load(image, framing, `image ${index++} of `);
    const loaded = workAhead(images, read, imagesAhead);
    const open = (pixels: Pixels) => {
      const looked = lookAt && lookedIn(lookAt, pixels.original ?? pixels);
      return openImage(metadata, pixels, { framing, looked });
    };
    const views = viewsOf(loaded, open);
    let last: Promise<unknown> = Promise.resolve(); // one batch after the other, each on all cores
    const runBatch = async (batch: View[]) => {
      const data = new Uint8Array(batch.length * input.height * input.width * 3);
      for (const [i, view] of batch.entries()) {
        const { pixels, frames } = view.image;
        const tile = cutFrame(pixels, frames[view.frame], { framing, input });
        data.set(tile, i * tile.length);
      }
      const turn = last.then(() => raw(data, outputs));
      last = turn.catch(() => {});
      return { batch, output: await turn };
    };
    for await (const { batch, output } of workAhead(
      batchesOf(views, batchSize),
      runBatch,
      batchesAhead,
    ))
      for (const [i, { image, frame, last: isLast }] of batch.entries()) {
        image.add(frame, imageOutputs(metadata, output, i));
        if (isLast) yield finish(image);
      }
  }

  const predict = (images: Images<Source>, options: PredictOptions = {}) =>
    run(images, options, ["scores", "maps", "extras"], (image): Prediction => image.prediction());

  return {
    metadata,
    get validation() {
      return (known ??= { scores: validation() }).scores;
    },
    raw: (batch, outputs) => raw(new Uint8Array(batch), outputs), // the caller keeps its own
    predict,
    async predictImage(image, options) {
      for await (const prediction of predict([image], options)) return prediction;
      throw new Error("predictImage: internal error: expected one prediction, got none");
    },
    score: (images, options = {}) =>
      run(
        images,
        options,
        options.lookAt ? ["scores", "maps", "extras"] : ["scores", "extras"],
        (image): ScorePrediction => image.score(),
      ),
    read: (image, { tiling } = {}) => load(image, framingOf(metadata, tiling)),
    release: () => session.release(),
  };
}

/** One frame of an image on its way. */
interface View {
  image: OpenImage;
  frame: number;
  /** Whether it is the image's last. */
  last: boolean;
}

async function* viewsOf(
  images: AsyncIterable<Pixels>,
  open: (pixels: Pixels) => OpenImage,
): AsyncGenerator<View, void> {
  for await (const pixels of images) {
    const image = open(pixels);
    for (const frame of image.frames.keys())
      yield { image, frame, last: frame === image.frames.length - 1 };
  }
}

function framingOf({ framing }: DetectorMetadata, tiling: PredictOptions["tiling"]): Framing {
  if (tiling) return { mode: "tiles", ...tiling };
  return (tiling === undefined ? framing : undefined) ?? { mode: "stretch" };
}

function checkArguments(images: unknown, batchSize: number): void {
  const list =
    typeof images === "object" &&
    images !== null &&
    !ArrayBuffer.isView(images) &&
    (Symbol.iterator in images || Symbol.asyncIterator in images);
  if (!list)
    throw new TypeError(
      `predict: expected a list of images, got ${typeof images === "string" ? JSON.stringify(images) : "one value"}; ` +
        `give [image], or call predictImage(image)`,
    );
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`predict: expected a batch size of at least 1, got ${batchSize}`);
}
