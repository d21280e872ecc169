/** A fraction in percent with one decimal: `93.4`. */
export function percent(fraction: number): string {
  return (100 * fraction).toFixed(1);
}
