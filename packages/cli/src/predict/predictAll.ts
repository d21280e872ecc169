import { loadDetector } from "@flawlens/inference";
import type { Tiling } from "@flawlens/inference";
import type { Context } from "../context.ts";
import type { DataOptions } from "../options/addDataOptions.ts";
import { background } from "../output/background.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { withLockedFolder } from "../run/withLockedFolder.ts";
import type { ExitCode } from "../terminal/exitCodes.ts";
import { openInputs } from "./openInputs.ts";
import { openRecordWriter } from "./openRecordWriter.ts";
import { overlayNames } from "./overlayNames.ts";
import { predictionLine } from "./predictionLine.ts";
import { predictionRecord, unreadRecord } from "./predictionRecord.ts";
import { readLookAt } from "./readLookAt.ts";
import type { recordFormats } from "./recordFormats.ts";
import { scoreInputs } from "./scoreInputs.ts";
import type { Scored } from "./scoreInputs.ts";
import { count, emptyTally, exitCodeOf, summary, total } from "./tally.ts";
import type { FailOn } from "./tally.ts";
import { writeOverlays } from "./writeOverlays.ts";
import type { Overlays } from "./writeOverlays.ts";

/** The images to score, and the outputs to write. */
export interface PredictAllOptions {
  /** A detector file, or the folder of a run. */
  model: string;
  /** Files, folders, patterns, `-`. */
  images: readonly string[];
  /** A folder in which images arrive, in the place of `images`. */
  watch?: string;
  /** A data set whose images are meant, in the place of `images`. */
  data?: DataOptions & { data: string };
  /** The folder of overlays. */
  out: string;
  overlays: Overlays;
  /** Machine-readable output; without it a line an image is printed. */
  format?: keyof typeof recordFormats;
  /** The file of the machine-readable output; standard output if it is left out. */
  file?: string;
  failOn?: FailOn;
  /** Tiles to look at; default what the detector was trained with. */
  tiles?: Tiling;
  /** A file that says where to look, see `readLookAt`; default everywhere. */
  lookAt?: string;
}

/** Overlays that are written at a time beside the scoring. */
const overlaysAtATime = 3;

/**
 * Scores images, writes what was asked for and says a summary, also where the signal ends it.
 *
 * @param signal - Ends a watched folder in an orderly way.
 * @returns How the command ends.
 * @throws {Error} If another process writes to the folder of overlays.
 * @throws The signal's reason, where it came before all images were scored.
 */
export async function predictAll(
  context: Pick<Context, "terminal" | "stdin">,
  options: PredictAllOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const model = fileOfRun(options.model, "--model", "detector.onnx");
  const score = () => scoreAll(context, { ...options, model }, signal);
  // Two processes would name the pictures of different images alike.
  return options.overlays === "none" ? score() : withLockedFolder(options.out, score);
}

async function scoreAll(
  { terminal, stdin }: Pick<Context, "terminal" | "stdin">,
  options: PredictAllOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { model, out, overlays, format, file, watch } = options;
  const left = new AbortController(); // ends what is watched where nobody reads on
  const opened = await openInputs(terminal, options, {
    stdin,
    signal: AbortSignal.any([signal, left.signal]),
  });
  const lookAt = options.lookAt === undefined ? undefined : await readLookAt(options.lookAt);
  const look = { lookAt, tiling: options.tiles };
  const detector = await loadDetector(model);
  const [tally, pictures] = [emptyTally(), background(overlaysAtATime)];
  const target = { out, overlays, nameOf: overlayNames() };
  const draw = async ({ input, prediction }: Extract<Scored, { prediction: object }>) => {
    const reason = await writeOverlays(target, input, prediction);
    if (reason === undefined) return;
    tally.withoutOverlay++;
    terminal.error(`no overlay: ${reason}`);
  };

  const writer = format && (await openRecordWriter({ format, file, terminal }));
  const start = performance.now();
  const phase = opened.total === null ? undefined : terminal.phases().of("scoring", opened.total);
  let written = false;
  try {
    const stop = watch === undefined ? signal : undefined;
    for await (const scored of scoreInputs(detector, opened.inputs, { signal: stop, look })) {
      const record = recordOf(scored);
      count(tally, record);
      if (writer) await writer.write(record);
      else terminal.result(predictionLine(record));
      if (writer && "unread" in scored) terminal.error(scored.unread);
      if ("prediction" in scored && overlays !== "none") await pictures.add(() => draw(scored));
      await terminal.drained();
      phase?.update(total(tally));
      if (terminal.closed && overlays === "none" && file === undefined) break; // nobody reads on
    }
    await pictures.done();
    await writer?.end();
    written = true;
  } finally {
    left.abort();
    await pictures.done().catch(() => {}); // thrown above, or there is another error
    terminal.endPhases();
    await writer?.abort();
    await detector.release();
    if (written || signal.aborted) {
      const seconds = (performance.now() - start) / 1000;
      terminal.tell(summary(tally, watch === undefined ? seconds : undefined));
      if (!written && file !== undefined && format !== "jsonl")
        terminal.error(`${file} is not written: it is whole or not at all; --jsonl keeps a part`);
    }
  }
  opened.tellPassedOver();
  if (overlays !== "none" && total(tally) > tally.unread) terminal.tell(`overlays in ${out}`);
  return exitCodeOf(tally, options.failOn);
}

function recordOf(scored: Scored) {
  return "prediction" in scored
    ? predictionRecord(scored.input.path, scored.prediction, scored.milliseconds)
    : unreadRecord(scored.input.path, scored.unread);
}
