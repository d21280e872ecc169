/** The square of a distance that no image has; sums of squares beyond it would take long to look for. */
const LARGEST = 2 ** 40;

/** Whether a distance of two pixels is at most eps, but its square above that of eps, as doubles have them. */
export function isAmbiguous(eps: number): boolean {
  const square = eps * eps;
  const n = Math.ceil(square); // the only whole number that can be such a square
  if (n === square || Math.sqrt(n) > eps || n > LARGEST) return false;
  for (let a = 1; 2 * a * a <= n; a++) if (Number.isInteger(Math.sqrt(n - a * a))) return true;
  return false;
}
