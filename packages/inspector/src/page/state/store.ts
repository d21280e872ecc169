import { toPrediction, withThresholds } from "@flawlens/inference/web";
import type { DetectorMetadata, Prediction } from "@flawlens/inference/web";
import { computed, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Manifest, Split } from "@flawlens/datasets";
import type { Mark } from "../logic/corrections.ts";
import { plainMessage } from "../logic/plainMessage.ts";
import { readingsOf } from "../logic/readings.ts";
import { selectItems } from "../logic/selectItems.ts";
import type { Listed, Selection } from "../logic/selectItems.ts";
import type { LoadedDetector } from "./detector.ts";
import type { Item } from "./item.ts";

/** A detector that is ready, and the file it came from. */
export interface Loaded {
  name: string;
  file: Blob;
  detector: LoadedDetector;
}

/** A run whose folder was opened. */
export interface OpenedRun {
  name: string;
  manifest: Manifest | null;
  /** The run's `results.json`, unchecked: only numbers are shown of it. */
  results: unknown;
}

/** Thresholds that were moved; what is not named is the file's own. */
export interface Moved {
  any?: number;
  types: Record<string, number>;
}

export const loaded = signal<Loaded | null>(null);
/** The file that describes regions, and the number of its descriptions. */
export const describer = signal<{ name: string; count: number } | null>(null);
/** Detectors that the server of this page has, by name. */
export const servedModels = signal<readonly string[]>([]);
/** Whether the server of this page wants its token before it tells more. */
export const needsToken = signal(false);
/** Whether a detector is being made ready: compiling the runtime takes a moment. */
export const loading = signal(false);
export const run = signal<OpenedRun | null>(null);
export const items = signal<readonly Item[]>([]);
export const moved = signal<Moved>({ types: {} });
/** The type whose threshold is moved and whose map is shown; empty for any defect. */
export const threshold = signal("");
export const selection = signal<Selection>({ show: "all", type: "", text: "", order: "highest" });
export const openId = signal<string | null>(null);
/** The side of the run whose images are shown. */
export const side = signal<Split | "all">("all");
export const paused = signal(false);
export const camera = signal(false);
export const help = signal(false);
/** What happened last, for everybody. */
export const said = signal("");
/** What went wrong, until it is closed. */
export const problems = signal<readonly string[]>([]);

/** How the large picture is shown. */
export const look = signal({ map: true, regions: true, truth: true, opacity: 0.75 });

/** The metadata by which verdicts are decided: the file's, with the thresholds that were moved. */
export const metadata = computed((): DetectorMetadata | null => {
  const own = loaded.value?.detector.metadata ?? null;
  const { any, types } = moved.value;
  if (!own || (any === undefined && Object.keys(types).length === 0)) return own;
  return withThresholds(own, { any, types });
});

/** Whether any threshold is other than in the file. */
export const isMoved = computed(() => {
  const { any, types } = moved.value;
  return any !== undefined || Object.keys(types).length > 0;
});

export const types = computed(() => metadata.value?.types ?? []);

/** Types that a mark may name: those of the run's data, which a detector of one type does not tell apart; else the detector's. */
export const typesToMark = computed((): readonly string[] => {
  const own = run.value?.manifest?.defectTypes ?? [];
  return own.length > 0 ? own : types.value;
});

const predictions = new WeakMap<Item, ReadonlySignal<Prediction | null>>();

/** The verdict on an item with the thresholds as they are; `null` while it is not scored. */
export function predictionOf(item: Item): Prediction | null {
  let own = predictions.get(item);
  if (!own) predictions.set(item, (own = computed(() => freshPrediction(item))));
  return own.value;
}

/** The same made anew: whoever reads its large maps does not keep them for all images. */
export function freshPrediction(item: Item): Prediction | null {
  const result = item.result.value;
  if (result.state !== "done" || !metadata.value) return null;
  return toPrediction(metadata.value, result.raw, result.original);
}

/** What somebody said of an image in this page, by its id. */
export interface Marked {
  path: string;
  mark: Mark;
}

/** Marks stay when another side of a run is shown. */
export const marks = signal<ReadonlyMap<string, Marked>>(new Map());

/** Marks an image, or takes its mark away. */
export function setMark({ id, path }: Item, mark: Mark | null): void {
  const next = new Map(marks.value);
  if (mark) next.set(id, { path, mark });
  else next.delete(id);
  marks.value = next;
}

/** What is said of an item: the mark where there is one, else what came with it. */
export function truthOf({ id, truth }: Item): { label: 0 | 1 | null; types: readonly string[] } {
  return marks.value.get(id)?.mark ?? truth;
}

/** Each item with its verdict, in the order they came. */
export const listed = computed((): Listed[] =>
  items.value.map((item) => {
    const prediction = predictionOf(item);
    const { label, types } = truthOf(item);
    return {
      name: item.path,
      score: prediction?.score ?? null,
      verdict: prediction?.verdict ?? "undecided",
      found: prediction ? foundTypes(prediction) : [],
      label,
      types,
      marked: marks.value.has(item.id),
    };
  }),
);

/** The items to show, in order. */
export const shown = computed(() =>
  selectItems(listed.value, selection.value).map((index) => items.value[index]),
);

export const openItem = computed(() => items.value.find(({ id }) => id === openId.value) ?? null);

/** Validation scores by what they show, of what is chosen in {@link threshold}; `null` where the file has none. */
export const readings = computed(() => {
  const file = loaded.value;
  if (!file) return null;
  const { validation, metadata } = file.detector;
  return validation && readingsOf(validation, indexOf(metadata.types));
});

function indexOf(types: readonly string[]): number | null {
  return threshold.value === "" ? null : types.indexOf(threshold.value);
}

/** Types found on an anomalous image. */
export function foundTypes({ types }: Prediction): string[] {
  return Object.entries(types).flatMap(([type, { verdict }]) =>
    verdict === "anomalous" ? [type] : [],
  );
}

/** The threshold that is moved, as it is now. */
export const thresholdNow = computed(() => calibrationOf(metadata.value)?.threshold ?? null);

/** The same as the file has it. */
export const thresholdOfFile = computed(
  () => calibrationOf(loaded.value?.detector.metadata ?? null)?.threshold ?? null,
);

function calibrationOf(metadata: DetectorMetadata | null) {
  if (!metadata) return null;
  return threshold.value === "" ? metadata.any : metadata.calibration[threshold.value];
}

/** Moves the threshold that is chosen. */
export function moveThreshold(value: number): void {
  if (!Number.isFinite(value)) return;
  const { any, types } = moved.value;
  moved.value =
    threshold.value === ""
      ? { any: value, types }
      : { any, types: { ...types, [threshold.value]: value } };
}

export function report(problem: unknown): void {
  const text = plainMessage(problem);
  if (!problems.value.includes(text)) problems.value = [...problems.value, text];
}
