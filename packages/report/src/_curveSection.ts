import type { Decision } from "./_countDecisions.ts";
import { percent } from "./_format.ts";
import { html, type Html } from "./_html.ts";
import type { Curves } from "./_judge.ts";
import { panelGroup } from "./_panelGroup.ts";
import { tellsTypes } from "./_tellsTypes.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Scores } from "./results.ts";

interface TypeCurves {
  name: string;
  scores: Scores;
  curves: Curves;
  /** The fraction of all images that are positive, which is the precision of a random guess. */
  positiveFraction: number;
  decision: Decision | null;
}

/** A small plot for each type, once for each kind of curve. */
export function curveSection(evaluation: Evaluation | undefined): Html | null {
  if (!evaluation) return null;
  const { types, any, curves, decisions, fprLimit, images } = evaluation;
  const total = images.normal + images.anomalous;
  const all: TypeCurves[] = [
    ...(tellsTypes(Object.keys(types)) ? Object.entries(types) : []).map(([name, scores]) => ({
      name,
      scores,
      curves: curves.types[name],
      positiveFraction: scores.support / (total - images.untyped),
      decision: decisions?.types[name] ?? null,
    })),
    {
      name: "any defect",
      scores: any,
      curves: curves.any,
      positiveFraction: images.anomalous / total,
      decision: decisions?.any ?? null,
    },
  ];

  return html`<section>
    <h2>Curves</h2>
    <p>
      ${
        all.length > 1 &&
        "One plot for each type: its own curve is the strong line, the others are grey for comparison."
      }
      ${decisions && "A ring marks what the detector decides by its stored thresholds."}
      ${
        decisions &&
        all.length > 1 &&
        "That of a type can lie off its curve, because the verdict on the image comes first."
      }
    </p>
    ${panelGroup({
      id: "roc",
      title: "ROC: defects found against false alarms, by image",
      axes: { x: "false alarms", y: "found", xMax: 1 },
      panels: all.map(({ name, scores, curves, decision }) => ({
        name,
        value: `AUROC ${percent(scores.imageAuroc)} %`,
        curve: curves.roc,
        chance: { x: [0, 1], y: [0, 1] },
        point: decision && [
          decision.falseAlarms / decision.negatives,
          decision.found / decision.positives,
        ],
      })),
    })}
    ${panelGroup({
      id: "pro",
      title: "PRO: regions covered against false alarms, by pixel",
      axes: { x: "false alarms", y: "covered", xMax: fprLimit },
      panels: all.map(({ name, scores, curves }) => ({
        name,
        value: `AUPRO ${percent(scores.aupro)} %`,
        curve: curves.pro,
        shaded: true,
      })),
    })}
    ${panelGroup({
      id: "pr",
      title: "Precision against recall, by image",
      axes: { x: "recall", y: "precision", xMax: 1 },
      panels: all.map(({ name, scores, curves, positiveFraction, decision }) => ({
        name,
        value: `AP ${percent(scores.imageAveragePrecision)} %`,
        curve: curves.precisionRecall,
        chance: { x: [0, 1], y: [positiveFraction, positiveFraction] },
        point:
          decision && decision.found + decision.falseAlarms > 0
            ? [
                decision.found / decision.positives,
                decision.found / (decision.found + decision.falseAlarms),
              ]
            : null,
      })),
    })}
  </section>`;
}
