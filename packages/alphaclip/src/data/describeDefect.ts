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
 * The description that comes with this package. Each of MVTec AD's 73 pairs of category and defect type
 * has one of its own; any other is `<defect type> on <category>`, with spaces in place of `_` and `-`.
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
  return known.get(`${category}/${defectType}`) ?? `${spaced(defectType)} on ${spaced(category)}`;
}

function spaced(name: string): string {
  return name.replace(/[_-]+/g, " ").trim();
}
