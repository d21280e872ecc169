import type { RandomStream } from "@flawlens/sampling";

/** One place in a batch: an image taken as normal, one made anomalous, or a known anomaly. */
export interface Chosen {
  kind: "nominal" | "pseudo" | "fewShot";
  index: number;
}

/** The list of anomalies: a pseudo-anomaly of every nominal image, and draws of few-shot images. */
export function outlierList({
  nominal,
  fewShot,
  fewShotSlots = Math.max(1, Math.floor(0.2 * nominal)),
  pseudo,
  random,
}: {
  /** How many images are taken as normal, and how many anomalies are known. */
  nominal: number;
  fewShot: number;
  /** Draws of known anomalies; default a fifth of the nominal images. */
  fewShotSlots?: number;
  /** Whether pseudo-anomalies are made. */
  pseudo: boolean;
  random: RandomStream;
}): Chosen[] {
  const list: Chosen[] = [
    ...Array.from({ length: pseudo ? nominal : 0 }, (_, index): Chosen => ({
      kind: "pseudo",
      index,
    })),
    ...Array.from({ length: fewShot === 0 ? 0 : fewShotSlots }, (): Chosen => ({
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
