import { expect, test } from "vitest";
import { examplesToLearn } from "./examplesToLearn.ts";

const types = ["pit", "scratch"];
const image = (id: string, ...shown: string[]) => ({
  id,
  label: shown.length > 0 ? (1 as const) : (0 as const),
  types: shown,
});
const many = (name: string, count: number, ...shown: string[]) =>
  Array.from({ length: count }, (_, i) => image(`${name}${i}`, ...shown));
const marks = new Map([
  ["a", { label: 1 as const, types: ["scratch"] }],
  ["b", { label: 0 as const, types: [] }],
]);

test("learns all that is marked, by the types of the detector", () => {
  const { marked, unusable } = examplesToLearn(types, { marks, training: [], page: [] });
  expect(marked).toEqual([
    { id: "a", labels: [0, 1] },
    { id: "b", labels: [0, 0] },
  ]);
  expect(unusable).toBe(0);
});

test("leaves out what shows no type, or one that the detector does not know, and counts it", () => {
  const unclear = new Map([
    ["c", { label: 1 as const, types: [] }],
    ["d", { label: 1 as const, types: ["pit", "stain"] }],
  ]);
  const given = { marks: new Map([...marks, ...unclear]), training: [image("x", "stain")], page: [] }; // prettier-ignore
  const { marked, others, unusable } = examplesToLearn(types, given);
  expect(marked).toHaveLength(2);
  expect([others, unusable]).toEqual([[], 2]);
});

test("a detector that does not tell types apart learns any anomaly", () => {
  const given = { marks: new Map([["c", { label: 1 as const, types: ["stain"] }]]), training: [], page: [] }; // prettier-ignore
  expect(examplesToLearn(["anomaly"], given).marked).toEqual([{ id: "c", labels: [1] }]);
});

test("takes others from the training side, those of the page only where it has none, and none twice", () => {
  const page = [image("p1"), image("a", "pit")];
  const training = [image("t1"), image("b")];
  const ids = (given: { training: typeof page; page: typeof page }) =>
    examplesToLearn(types, { marks, ...given }).others.map(({ id }) => id);
  expect(ids({ training, page })).toEqual(["t1"]);
  expect(ids({ training: [], page })).toEqual(["p1"]);
});

test("takes sixty others, of each class as many as there are or an equal share, the same each time", () => {
  const training = [...many("n", 200), ...many("p", 8, "pit"), ...many("s", 100, "scratch")];
  const { others } = examplesToLearn(types, { marks, training, page: [] });
  const count = (letter: string) => others.filter(({ id }) => id.startsWith(letter)).length;
  expect([count("n"), count("p"), count("s")]).toEqual([26, 8, 26]);
  expect(new Set(others.map(({ id }) => id)).size).toBe(60);
  expect(examplesToLearn(types, { marks, training, page: [] }).others).toEqual(others);
});
