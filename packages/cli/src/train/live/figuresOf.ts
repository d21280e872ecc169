import type { LiveResults } from "@flawlens/inspector";
import type { Results } from "@flawlens/report";
import { percent } from "../../terminal/percent.ts";

/** The test figures and thresholds of a run as text; what is not defined is left out. */
export function figuresOf({ any, types }: Results): LiveResults["figures"] {
  const scores = [
    { name: "Image AUROC", value: any.imageAuroc },
    { name: "Image average precision", value: any.imageAveragePrecision },
    { name: "Image F1 (best)", value: any.imageF1Max },
    { name: "Pixel AUROC", value: any.pixelAuroc },
    { name: "AUPRO", value: any.aupro },
  ].map(({ name, value }) => ({ name, value: value === null ? null : `${percent(value)} %` }));
  const thresholds = Object.entries(types).map(([type, { threshold }]) => ({
    name: `Threshold, ${type}`,
    value: threshold === null ? null : String(Number(threshold.toPrecision(4))),
  }));
  return [...scores, ...thresholds].flatMap(({ name, value }) =>
    value === null ? [] : [{ name, value }],
  );
}
