import type { Manifest, Sample } from "@flawlens/datasets";
import type { Method } from "@flawlens/detector";
import type { ProtocolFields } from "@flawlens/sampling";

/** A sample, and what a protocol made of it. */
export type RunSample = Sample & ProtocolFields;

/** What a run learns from and is judged by: a manifest with sides, and which of its samples are what. */
export interface RunData {
  manifest: Manifest;
  /** Label 0: taken as normal; label 1: known anomalies. In the order of the manifest. */
  train: RunSample[];
  validation: RunSample[];
  test: RunSample[];
  /** Images of unknown label, which are on none of the sides. */
  unknown: RunSample[];
  /** Normal images of training and validation before any were planted. */
  cleanNormals: number;
  /** Ids of training images that are labelled normal and are not. */
  planted: string[];
  /** Notes for the user, such as how sides came about. */
  notes: string[];
}

/** Which images of a manifest with sides are what. */
export function runDataOf(manifest: Manifest, notes: string[] = []): RunData {
  const samples = manifest.samples as RunSample[];
  const of = (side: Sample["split"]) =>
    samples.filter(({ split, label }) => split === side && label !== null);
  const [train, validation, test] = [of("train"), of("validation"), of("test")];
  const normals = [...train, ...validation].filter(({ label }) => label === 0);
  return {
    manifest,
    train,
    validation,
    test,
    unknown: samples.filter(({ label }) => label === null),
    cleanNormals: normals.filter(({ role }) => role !== "contaminant").length,
    planted: train.filter(({ role }) => role === "contaminant").map(({ id }) => id),
    notes,
  };
}

/** A run's data in a line. */
export function describeRunData({
  manifest,
  train,
  validation,
  test,
  unknown,
  planted,
}: RunData): string {
  const anomalous = (samples: readonly Sample[]) =>
    samples.filter(({ label }) => label === 1).length;
  const [known, tested] = [anomalous(train), anomalous(test)];
  const among =
    planted.length === 1 ? "1 is a planted anomaly" : `${planted.length} are planted anomalies`;
  const parts = [
    `${train.length} images to train on (${train.length - known} taken as normal` +
      `${planted.length > 0 ? `, of which ${among}` : ""}, ${known} known ${known === 1 ? "anomaly" : "anomalies"})`,
    `${validation.length} for thresholds`,
    test.length === 0 ? "none to test with" : `${test.length} to test with (${tested} anomalous)`,
    ...(unknown.length > 0
      ? [
          `${unknown.length} left out because ${unknown.length === 1 ? "its" : "their"} label is not known`,
        ]
      : []),
  ];
  return `${manifest.name}: ${parts.join(", ")}`;
}

/** Whether a method is trained by the sides of its defect types, rather than on normal images. */
export function needsEachType({ needs }: Pick<Method, "needs">): boolean {
  return needs.anomalies === "each type";
}
