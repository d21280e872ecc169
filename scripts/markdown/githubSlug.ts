/**
 * The anchor that GitHub gives a heading: lower case, without punctuation, spaces as hyphens. Headings that occur twice
 * are numbered by who calls this.
 */
export function githubSlug(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}
