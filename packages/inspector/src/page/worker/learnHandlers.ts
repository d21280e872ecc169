import { fileMaps, readHead, refineHead, withHead } from "@flawlens/fcdd";
import type { FileHead, HeadExample } from "@flawlens/fcdd";
import { cutFrame, framesOf, loadDetector } from "@flawlens/inference/web";
import type { Detector, RawOutput, WebImage } from "@flawlens/inference/web";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort/web";
import type { Handlers } from "./answerCalls.ts";
import { bytesOf } from "./bytesOf.ts";
import type { LearnCalls } from "./learnCalls.ts";

/** The same images in the same order give the same head. */
const seed = 1;
/** How far the maps of the head may be from those of its file, in units of the largest value above 1: float32. */
const tolerance = 1e-4;

/** A file whose head learns. */
interface Learner {
  bytes: Uint8Array;
  detector: Detector<WebImage>;
  head: FileHead;
  examples: HeadExample[];
  run?: ReturnType<typeof refineHead>;
  /** The parameters that the run has made, once it is over. */
  learned?: FileHead["params"];
}

let learner: Learner | undefined;

/** What the worker that trains does on each call. */
export const learnHandlers: Handlers<LearnCalls> = {
  async open({ file }) {
    const detector = await loadDetector(file);
    if (detector.metadata.framing?.mode === "tiles")
      throw new RangeError("Expected a detector that looks at whole images, got one for tiles.");
    await useEngine();
    const bytes = await bytesOf(file);
    learner = { bytes, detector, head: await readHead(bytes), examples: [] };
  },
  async add({ id, image, labels, marked }) {
    const { detector, head, examples } = opened();
    const { features, maps } = await outputsOf(detector, image);
    if (!features) throw new Error(`Expected features of ${id}, got none.`);
    if (examples.length === 0) await checkHead(head, features, maps);
    examples.push({ id, features, labels, marked });
  },
  async step({ steps }) {
    const own = opened();
    own.run ??= refineHead(own.head, {
      examples: own.examples,
      steps,
      random: randomStream(seed),
    });
    const next = await own.run.next();
    if (!next.done) return next.value;
    own.learned ??= next.value;
    return null;
  },
  async write() {
    const { bytes, head, learned, examples } = opened();
    if (!learned) throw new Error("Expected a head that has learned, got one that is not done.");
    const marked = examples.filter((example) => example.marked).length;
    return withHead(bytes, head, learned, { marked });
  },
};

function opened(): Learner {
  if (!learner) throw new Error("No detector is open to learn.");
  return learner;
}

/** What the file gives of an image, brought to its input as where it is scored. */
async function outputsOf(detector: Detector<WebImage>, image: WebImage): Promise<RawOutput> {
  const { framing = { mode: "stretch" }, input } = detector.metadata;
  const pixels = await detector.read(image);
  const [frame] = framesOf(pixels.original ?? pixels, framing, input);
  return detector.raw(cutFrame(pixels, frame, { framing, input }), ["features", "maps"]);
}

/** Throws unless the head gives the maps of its file: a file that names another head must not train it. */
async function checkHead(
  head: FileHead,
  features: HeadExample["features"],
  expected: Float32Array,
): Promise<void> {
  const maps = fileMaps(head, head.params, features);
  const found = await maps.data();
  maps.dispose();
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const fits =
    found.length === expected.length &&
    found.every((value, i) => Math.abs(value - expected[i]) <= tolerance * largest);
  if (!fits)
    throw new RangeError(
      "Expected the head that the file describes to give the file's own maps, got others: the file cannot learn " +
        "here. Export the detector again.",
    );
}
