/** Names and values that tell series of one metric apart. */
type Labels = Record<string, string>;

/** A number that only grows. */
interface Counter {
  add(labels: Labels, amount?: number): void;
}

/** Observations counted in buckets. */
interface Histogram {
  observe(labels: Labels, value: number): void;
}

/** Metrics in the text format of Prometheus, version 0.0.4. */
export interface Registry {
  counter(name: string, help: string): Counter;
  /** @param bounds - Upper bounds of the buckets, rising; one without a bound is added. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
  /** @param read - The values at the moment of asking. */
  gauge(name: string, help: string, read: () => Iterable<[Labels, number]>): void;
  /** All metrics as text. */
  text(): string;
}

/** The content type of {@link Registry.text}. */
export const metricsType = "text/plain; version=0.0.4; charset=utf-8";

/** An empty registry. A series takes memory for ever: labels must come from a small set, never from a request. */
export function registry(): Registry {
  const families: { name: string; help: string; type: string; lines(): string[] }[] = [];
  return {
    counter(name, help) {
      const values = new Map<string, number>();
      const lines = () => [...values].map(([labels, value]) => line(name, labels, value));
      families.push({ name, help, type: "counter", lines });
      return {
        add(labels, amount = 1) {
          const key = keyOf(labels);
          values.set(key, (values.get(key) ?? 0) + amount);
        },
      };
    },
    histogram(name, help, bounds) {
      const series = new Map<string, { counts: number[]; sum: number }>();
      const limits = [...bounds, Infinity];
      const lines = () =>
        [...series].flatMap(([labels, { counts, sum }]) => {
          let total = 0;
          const buckets = limits.map((bound, i) =>
            line(
              `${name}_bucket`,
              joined(labels, `le="${valueText(bound)}"`),
              (total += counts[i]),
            ),
          );
          return [
            ...buckets,
            line(`${name}_sum`, labels, sum),
            line(`${name}_count`, labels, total),
          ];
        });
      families.push({ name, help, type: "histogram", lines });
      return {
        observe(labels, value) {
          const key = keyOf(labels);
          const found = series.get(key) ?? { counts: limits.map(() => 0), sum: 0 };
          found.counts[limits.findIndex((bound) => value <= bound)]++;
          found.sum += value;
          series.set(key, found);
        },
      };
    },
    gauge(name, help, read) {
      const lines = () => [...read()].map(([labels, value]) => line(name, keyOf(labels), value));
      families.push({ name, help, type: "gauge", lines });
    },
    text: () =>
      families
        .flatMap(({ name, help, type, lines }) => [
          `# HELP ${name} ${help}`,
          `# TYPE ${name} ${type}`,
          ...lines(),
        ])
        .join("\n") + "\n",
  };
}

function line(name: string, labels: string, value: number): string {
  return `${name}${labels && `{${labels}}`} ${valueText(value)}`;
}

function keyOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escaped)}"`)
    .join(",");
}

function escaped(char: string): string {
  return char === "\n" ? "\\n" : `\\${char}`;
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== "").join(",");
}

function valueText(value: number): string {
  return value === Infinity ? "+Inf" : String(value);
}
