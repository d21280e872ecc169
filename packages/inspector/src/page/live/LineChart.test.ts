import { expect, test } from "vitest";
import { LineChart } from "./LineChart.tsx";
import type { Line } from "./LineChart.tsx";

interface Node {
  type?: unknown;
  props?: Record<string, unknown> & { children?: unknown };
}

/** Everything of a kind in what a component gives. */
function all(node: unknown, type: string): Record<string, unknown>[] {
  if (Array.isArray(node)) return node.flatMap((child) => all(child, type));
  const { type: own, props } = (node ?? {}) as Node;
  if (!props) return [];
  return [...(own === type ? [props] : []), ...all(props.children, type)];
}

const textOf = (node: unknown): string =>
  Array.isArray(node) ? node.map(textOf).join("") : String(node ?? "");

/** What is drawn of one line: its path, the numbers beside the rules, and its points. */
function drawn(points: Line["points"]) {
  const chart = LineChart({ label: "Loss", lines: [{ name: "loss", points, kind: "loss" }] });
  const texts = all(chart, "text");
  return {
    path: all(chart, "path").at(-1)?.d,
    rows: texts
      .filter((text) => text["text-anchor"] === "end")
      .map(({ children }) => textOf(children)),
    axis: textOf(texts.at(-1)?.children),
    circles: all(chart, "circle").length,
  };
}

// The chart lies between x 58 and 846, and between y 12 at the top and 216 at the bottom.

test("a line goes from the left to the right on a scale from zero", () => {
  // 0, 1, 2, 3: the value 1 is a third of 204 above the bottom.
  expect(drawn([[0, 1], [10, 3]])).toEqual({ path: "M58.0 148.0L846.0 12.0", rows: ["0", "1", "2", "3"], axis: "step", circles: 2 }); // prettier-ignore
});

test("positive values that differ by more than 8 are on a logarithmic scale, and it says so", () => {
  const { path, axis } = drawn([[0, 1], [5, 10], [10, 100]]); // prettier-ignore
  expect(path).toBe("M58.0 216.0L452.0 114.0L846.0 12.0");
  expect(axis).toBe("step (vertical scale: logarithmic)");
});

test("values of both signs are on a straight scale, however far apart", () => {
  expect(drawn([[0, -1], [10, 100]]).axis).toBe("step"); // prettier-ignore
});

test("a single point, and equal values, have a place", () => {
  expect(drawn([[7, 0]]).path).toMatch(/^M58\.0 \d+\.\d$/);
  expect(drawn([[0, 5], [4, 5]]).path).not.toContain("NaN"); // prettier-ignore
});

test("from 30 points on the line alone is drawn", () => {
  const points = (count: number) => Array.from({ length: count }, (_, i) => [i, 1 + i] as const);
  expect([drawn(points(29)).circles, drawn(points(30)).circles]).toEqual([29, 0]);
});
