import type { Chosen } from "./_outlierList.ts";

/** Which samples are kept, and which of them stands for a choice. */
export interface KeptVersions {
  /** Entries in all. */
  total: number;
  /** What entry number `entry` is a version of. */
  chosenAt(entry: number): Chosen;
  /** One of the versions of a choice, each equally likely. */
  draw(chosen: Chosen, random: () => number): number;
}

/**
 * Several versions of each nominal image, as many pseudo-anomalies of it, and each known anomaly once.
 * Every version is made as training without kept features makes it, so what is drawn has the same
 * distribution: an augmentation that turns 3 images in 10 turns 3 in 10 of the normal samples and of the
 * pseudo-anomalies.
 */
export function keptVersions({
  nominal,
  pseudo,
  fewShot,
  versions,
}: {
  nominal: number;
  /** Whether pseudo-anomalies are made. */
  pseudo: boolean;
  fewShot: number;
  versions: number;
}): KeptVersions {
  const normals = versions * nominal;
  const pseudos = pseudo ? normals : 0;
  return {
    total: normals + pseudos + fewShot,
    chosenAt(entry) {
      if (entry < normals) return { kind: "nominal", index: entry % nominal };
      const rest = entry - normals;
      if (rest < pseudos) return { kind: "pseudo", index: rest % nominal };
      return { kind: "fewShot", index: rest - pseudos };
    },
    draw({ kind, index }, random) {
      // Drawn for each choice, so that the kinds of a batch do not shift what the others get.
      const version = Math.floor(random() * versions);
      if (kind === "fewShot") return normals + pseudos + index;
      return (kind === "pseudo" ? normals : 0) + version * nominal + index;
    },
  };
}
