import type { RandomStream } from "@flawlens/sampling";
import type { FitAdlOptions } from "./fitAdl.ts";

/** One place in a batch: an image taken as normal, one made anomalous, or a known anomaly. */
export interface Chosen {
  kind: "nominal" | "pseudo" | "fewShot";
  index: number;
}

/** The list of anomalies: a pseudo-anomaly of every nominal image, and draws of few-shot images. */
export function outlierList(
  { nominal, fewShotSlots }: Pick<FitAdlOptions, "nominal" | "fewShotSlots">,
  pseudo: boolean,
  fewShot: number,
  random: RandomStream,
): Chosen[] {
  const count = nominal.samples.length;
  const slots = fewShot === 0 ? 0 : (fewShotSlots ?? Math.max(1, Math.floor(0.2 * count)));
  const list: Chosen[] = [
    ...Array.from({ length: pseudo ? count : 0 }, (_, index): Chosen => ({
      kind: "pseudo",
      index,
    })),
    ...Array.from({ length: slots }, (): Chosen => ({
      kind: "fewShot",
      index: Math.floor(random() * fewShot),
    })),
  ];
  if (list.length === 0)
    throw new RangeError(
      "fitAdl: expected something anomalous, got neither pseudo-anomalies nor few-shot images; leave pseudo out or give fewShot",
    );
  return list;
}
