import type { CheckDoubt } from "./datasetCheck.ts";
import type { OpenedSample } from "./_openSample.ts";

/** Files with the same bytes: of different labels, on different sides, or neither. */
export function duplicateDoubts(opened: readonly OpenedSample[]): CheckDoubt[] {
  const byHash = new Map<string, Map<string, OpenedSample>>();
  for (const one of opened) {
    if (one.image === null) continue;
    const paths = byHash.get(one.image.hash) ?? new Map<string, OpenedSample>();
    byHash.set(one.image.hash, paths.set(one.sample.image, one));
  }
  const groups = [...byHash.values()]
    .filter((paths) => paths.size > 1)
    .map((paths) => [...paths.values()]);
  const differ = (group: OpenedSample[], key: "label" | "split") =>
    new Set(group.map(({ sample }) => sample[key])).size > 1;
  const labels = groups.filter((group) => differ(group, "label"));
  const sides = groups.filter((group) => !labels.includes(group) && differ(group, "split"));
  const rest = groups.filter((group) => !labels.includes(group) && !sides.includes(group));
  const doubt = (kind: CheckDoubt["kind"], found: OpenedSample[][], text: string): CheckDoubt[] =>
    found.length === 0
      ? []
      : [
          {
            kind,
            count: found.length,
            files: found[0].slice(0, 3).map(({ sample }) => sample.image),
            message: `${found.length} images ${text}`,
          },
        ];
  return [
    ...doubt(
      "same file, other label",
      labels,
      "occur twice, with different labels: remove the wrong one",
    ),
    ...doubt(
      "same file, other side",
      sides,
      "occur on two sides (training, validation, test): a score on such a test is too good; remove one",
    ),
    ...doubt(
      "same file",
      rest,
      "occur twice: a split may put them on two sides; remove one, or give both the same part",
    ),
  ];
}
