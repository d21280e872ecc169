import { mvtecDescriptions } from "./mvtecDescriptions.ts";

/** A function that gives the description of a defect type of a category; called once for each pair. */
export type DescribePair = (pair: {
  category: string;
  defectType: string;
  /** Path of one image that shows it. */
  image: string;
}) => string | Promise<string>;

const known = new Map(
  mvtecDescriptions.map(([category, defectType, text]) => [`${category}/${defectType}`, text]),
);

/**
 * The description that comes with this package: of MVTec AD's 73 pairs one by one, of any other
 * `<defect type> on <category>` with spaces for `_` and `-`.
 *
 * @example
 * describeDefect({ category: "metal_nut", defectType: "flip" }); // => "metal nut flipped upside down"
 * describeDefect({ category: "gear", defectType: "missing-parts" }); // => "missing parts on gear"
 */
export function describeDefect({
  category,
  defectType,
}: {
  category: string;
  defectType: string;
}): string {
  return known.get(`${category}/${defectType}`) ?? `${words(defectType)} on ${words(category)}`;
}

function words(name: string): string {
  return name.replace(/[_-]+/g, " ").trim();
}
