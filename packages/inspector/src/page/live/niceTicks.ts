/**
 * Round numbers, evenly spaced by 1, 2 or 5 times a power of ten, the first at most `low` and the last at least
 * `high`; about `count` of them.
 */
export function niceTicks(low: number, high: number, count: number): number[] {
  const span = high > low ? high - low : Math.abs(low) || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const from = Math.floor(low / step);
  const to = Math.max(Math.ceil(high / step), from + 1);
  return Array.from({ length: to - from + 1 }, (_, i) =>
    Number(((from + i) * step).toPrecision(12)),
  );
}

/** The numbers 1, 2 and 5 times powers of ten around two positive ones: the first at most `low`, the last at least `high`. */
export function logTicks(low: number, high: number): number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const all: number[] = [];
  for (let power = from; power <= to; power++)
    for (const factor of [1, 2, 5]) all.push(Number(`${factor}e${power}`));
  const first = all.findLastIndex((tick) => tick <= low);
  const last = all.findIndex((tick) => tick >= high);
  const ticks = all.slice(Math.max(0, first), last + 1);
  return ticks.length <= 9
    ? ticks
    : ticks.filter(
        (tick, i) =>
          i === 0 || i === ticks.length - 1 || String(tick.toExponential()).startsWith("1e"),
      );
}
