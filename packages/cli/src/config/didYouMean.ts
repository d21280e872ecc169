import { nearMatches } from "./nearMatches.ts";

/** The end of a message about a name that there is not: "; did you mean train?", or nothing where all names are far. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearMatches(name, known);
  return near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
}
