import { chooseThreshold } from "@flawlens/inference";
import type {
  DetectorMetadata,
  ThresholdChoice,
  ThresholdGoal,
  ValidationScores,
} from "@flawlens/inference";

/** A row: why one would take the threshold, and what it does. */
interface Row {
  name: string;
  choice: ThresholdChoice;
}

/**
 * A table of thresholds and of how many validation images each calls anomalous, in counts: that of the detector,
 * that of calibration, the one asked for, and those of usual goals; and of thresholds that are chosen by false alarms,
 * the fraction of new normal images that they are expected to call anomalous, which few validation images leave high.
 */
export function choicesTable(
  detector: { metadata: DetectorMetadata; validation: ValidationScores },
  { goal, type }: { goal?: ThresholdGoal | "calibrated"; type?: string },
): string {
  const choose = (goal: ThresholdGoal) => chooseThreshold(detector, goal, type);
  const given = (name: string, metadata: Pick<DetectorMetadata, "any" | "calibration">): Row[] => {
    const { threshold } = type === undefined ? metadata.any : metadata.calibration[type];
    return threshold === null ? [] : [{ name, choice: choose({ threshold }) }];
  };
  const { calibrated } = detector.metadata;
  const now = given("now", detector.metadata);
  const { anomalous } = choose({ falseAlarms: 0 });
  const rows: Row[] = [
    ...(goal === undefined || goal === "calibrated"
      ? []
      : [{ name: `asked for: ${nameOf(goal)}`, choice: choose(goal) }]),
    ...now,
    ...(calibrated ? given("calibration", calibrated) : []),
    ...[0, 0.01, 0.02, 0.05, 0.1].map((falseAlarms): Row => ({
      name: nameOf({ falseAlarms }),
      choice: choose({ falseAlarms }),
    })),
    ...(anomalous > 0 ? [1, 0.99, 0.95, 0.9] : []).map((recall): Row => ({
      name: nameOf({ recall }),
      choice: choose({ recall }),
    })),
  ];
  const cells = rows.map(({ name, choice }) => [
    name,
    String(Number(choice.threshold.toPrecision(6))),
    `${choice.falseAlarms} of ${choice.normal}`,
    expectation(choice),
    choice.anomalous > 0 ? `${choice.found} of ${choice.anomalous}` : "unknown",
  ]);
  const head = ["", "threshold", "normal called anomalous", "of new ones", "anomalous found"];
  return aligned([head, ...cells]);
}

function expectation({ expectedFalseAlarmFraction }: ThresholdChoice): string {
  if (expectedFalseAlarmFraction === null) return "";
  return `up to ${Number((100 * expectedFalseAlarmFraction).toPrecision(2))} %`;
}

function nameOf(goal: ThresholdGoal): string {
  if ("threshold" in goal) return `threshold ${goal.threshold}`;
  return "falseAlarms" in goal ? `--false-alarms ${goal.falseAlarms}` : `--recall ${goal.recall}`;
}

/** Columns as wide as their widest cell, the first to the left, the others to the right. */
function aligned(rows: readonly string[][]): string {
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => row[k].length)));
  return rows
    .map((row) =>
      row
        .map((cell, k) => (k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k])))
        .join("  "),
    )
    .join("\n");
}
