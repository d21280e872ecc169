import type { Manifest, Sample, Split } from "@flawlens/datasets";

/** Images of one side of a manifest, or all of them. */
export function samplesOf({ samples, name }: Manifest, split: Split | undefined): Sample[] {
  const chosen = samples.filter((sample) => !split || sample.split === split);
  if (chosen.length > 0) return chosen;
  const there =
    [...new Set(samples.map((sample) => sample.split))].join(", ") || "no images at all";
  throw new RangeError(
    `expected images ${split ? `in split ${split} of` : "in"} ${name}, got none; it has ${there}`,
  );
}
