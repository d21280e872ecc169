import { expectedFalseAlarms } from "@flawlens/inference/thresholds";
import { chooseThreshold } from "@flawlens/inference/web";
import type { ThresholdGoal } from "@flawlens/inference/web";
import { confusion } from "../logic/confusion.ts";
import type { Confusion } from "../logic/confusion.ts";
import {
  listed,
  loaded,
  loading,
  moved,
  moveThreshold,
  readings,
  report,
  run,
  side,
  threshold,
  thresholdNow,
  thresholdOfFile,
  types,
} from "../state/store.ts";
import { HistogramChart } from "./HistogramChart.tsx";
import { TypeChoice } from "./TypeChoice.tsx";
import { percent, short } from "./words.ts";

/** The threshold: where it lies among the scores, what follows from it, and other places for it. */
export function ThresholdPanel() {
  const file = loaded.value;
  if (!file)
    return (
      <>
        <h2>Threshold</h2>
        <p class="soft">
          {loading.value ? "Loading the detector …" : "Drop a detector.onnx to see its threshold."}
        </p>
      </>
    );
  const now = thresholdNow.value;
  return (
    <>
      <h2>Threshold</h2>
      {types.value.length > 1 && <TypeChoice label="Threshold of" />}
      <HistogramChart />
      <div class="row">
        <label>
          Images are anomalous from a score of{" "}
          <input
            type="number"
            step="any"
            class="threshold"
            value={now === null ? "" : Number(now.toPrecision(6))}
            onChange={(event) => moveThreshold(event.currentTarget.valueAsNumber)}
          />
        </label>
        {now !== thresholdOfFile.value && (
          <button type="button" class="quiet" onClick={putBack}>
            Back to {thresholdOfFile.value === null ? "none" : short(thresholdOfFile.value)}
          </button>
        )}
      </div>
      <Goals />
      <ValidationTable />
      <ImagesTable />
    </>
  );
}

function putBack(): void {
  const { any, types } = moved.value;
  if (threshold.value === "") moved.value = { types };
  else {
    const { [threshold.value]: _, ...rest } = types;
    moved.value = { any, types: rest };
  }
}

/** Thresholds by what they do on validation images. */
function Goals() {
  const found = readings.value;
  if (!found || !loaded.value) return null;
  const goals: { words: string; goal: ThresholdGoal }[] = [
    ...(found.normal.length > 0
      ? [0, 0.01, 0.05].map((falseAlarms) => ({
          words: falseAlarms === 0 ? "no false alarm" : `${percent(falseAlarms)} false alarms`,
          goal: { falseAlarms },
        }))
      : []),
    ...(found.anomalous.length > 0
      ? [1, 0.95].map((recall) => ({
          words: recall === 1 ? "all found" : `${percent(recall)} found`,
          goal: { recall },
        }))
      : []),
  ];
  const take = (goal: ThresholdGoal) => {
    if (!loaded.value) return;
    try {
      const type = threshold.value || undefined;
      moveThreshold(chooseThreshold(loaded.value.detector, goal, type).threshold);
    } catch (error) {
      report(error);
    }
  };
  return (
    <div class="row goals" role="group" aria-label="Threshold for">
      <span class="soft">Set it for, on validation images:</span>
      {goals.map(({ words, goal }) => (
        <button key={words} type="button" onClick={() => take(goal)}>
          {words}
        </button>
      ))}
    </div>
  );
}

function ValidationTable() {
  const found = readings.value;
  const now = thresholdNow.value;
  if (!found)
    return (
      <p class="soft">
        {loaded.value?.detector.metadata.learned
          ? "The scores of its validation images were those of the detector before it learned from marks, so that only images here, from which it did not learn, show what a threshold does."
          : "This detector file holds no scores of its validation images, so that only the images here show what a threshold does. Export it again to have them."}
      </p>
    );
  if (now === null) return <p class="soft">Without a threshold every image is undecided.</p>;
  const above = (scores: readonly number[]) => scores.filter((score) => score >= now).length;
  const normals = found.normal.map(({ score }) => score);
  const rows = { normal: above(normals), anomalous: above(found.anomalous) };
  const expected = expectedFalseAlarms(found.normal, now);
  const parts = new Set(found.normal.map(({ part }) => part)).size;
  const counts = (called: number, all: number) => ({
    normal: all - called,
    anomalous: called,
    undecided: 0,
  });
  return (
    <>
      <ConfusionTable
        caption="Validation images"
        counts={{
          normal: counts(rows.normal, found.normal.length),
          anomalous: counts(rows.anomalous, found.anomalous.length),
          unknown: counts(0, 0),
        }}
      />
      <p class="expected">
        {expected === null ? (
          "No normal validation image: nobody knows how many false alarms to expect."
        ) : (
          <>
            Expected false alarms: <b>{percent(expected)}</b> of new normal images{" "}
            <span class="soft">
              ({rows.normal} of {normals.length} on validation
              {parts < normals.length ? `, which show ${parts} parts` : ""}, and one more for what
              was not seen)
            </span>
          </>
        )}
      </p>
    </>
  );
}

function ImagesTable() {
  const judged = listed.value.filter(({ score }) => score !== null);
  if (judged.length === 0 || threshold.value !== "") return null;
  const counts = confusion(judged);
  const open = listed.value.length - judged.length;
  const isTest = run.value !== null && side.value === "test";
  return (
    <>
      <ConfusionTable
        caption={`${isTest ? "Test images" : "Images here"}${open > 0 ? `, ${judged.length} of ${judged.length + open} scored` : ""}`}
        counts={counts}
      />
      {isTest && (
        <p class="soft">
          Choose by the validation images: a threshold that is chosen by test images makes their
          results look better than they are.
        </p>
      )}
    </>
  );
}

function ConfusionTable({ caption, counts }: { caption: string; counts: Confusion }) {
  const rows = (["normal", "anomalous", "unknown"] as const).filter((row) =>
    Object.values(counts[row]).some((count) => count > 0),
  );
  const columns = (["normal", "anomalous", "undecided"] as const).filter(
    (column) => column !== "undecided" || rows.some((row) => counts[row].undecided > 0),
  );
  return (
    <table class="confusion">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">It is</th>
          {columns.map((column) => (
            <th key={column} scope="col">
              called {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th scope="row">{row}</th>
            {columns.map((column) => {
              const isWrong = row !== "unknown" && column !== "undecided" && row !== column;
              return (
                <td key={column} class={isWrong && counts[row][column] > 0 ? "bad" : ""}>
                  {counts[row][column]}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
