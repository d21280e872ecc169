/** Whether a JSON value holds more than `limit` values, nested ones counted. O(limit). */
export function holdsMoreThan(value: unknown, limit: number): boolean {
  const open = [value];
  for (let count = 0; open.length > 0; count++) {
    if (count + open.length > limit) return true;
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    const inner: unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (inner.length > limit) return true;
    open.push(...inner);
  }
  return false;
}
