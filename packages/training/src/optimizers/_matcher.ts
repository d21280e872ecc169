/** Chooses parameters by name: a regular expression found in it, or a function of it. */
export type ParameterMatch = RegExp | ((name: string) => boolean);

/** The function that a match stands for. */
export function matcher(match: ParameterMatch): (name: string) => boolean {
  return typeof match === "function" ? match : (name) => name.search(match) >= 0;
}
