/**
 * The names that a misspelt one was most likely meant to be, nearest first, none much farther than the nearest; none
 * where all are far.
 * A nested key is found by its last name too: `widths` finds `head.widths`.
 *
 * @param options.limit - How many to give at most.
 */
export function nearMatches(
  name: string,
  known: readonly string[],
  { limit = 3 }: { limit?: number } = {},
): string[] {
  const own = parts(name);
  const most = Math.max(1, Math.round(0.4 * own.last.length));
  const ranked = known
    .map((candidate) => {
      const other = parts(candidate);
      const byLast = edits(own.last, other.last);
      const byWhole = edits(own.whole, other.whole);
      const elsewhere = own.outer === other.outer ? 0 : 2; // a key of the same object is likelier
      return {
        candidate,
        near: Math.min(byLast, byWhole),
        rank: Math.min(byLast + elsewhere, byWhole),
      };
    })
    .filter(({ near }) => near <= most)
    .toSorted((a, b) => a.rank - b.rank);
  return ranked
    .filter(({ rank }) => rank <= ranked[0].rank + 1)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

function parts(name: string): { whole: string; outer: string; last: string } {
  const whole = name.toLowerCase();
  const at = whole.lastIndexOf(".");
  return { whole, outer: whole.slice(0, Math.max(0, at)), last: whole.slice(at + 1) };
}

/** Letters to put in, take out, change or swap with their neighbour (optimal string alignment). */
function edits(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const change = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
}
