/** A number with three digits that count. */
export function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "not a number";
}

/** A fraction in percent. */
export function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(fraction < 0.1 ? 2 : 3))} %`;
}

/** "1 image", "3 images". */
export function images(count: number): string {
  return `${count} ${count === 1 ? "image" : "images"}`;
}
