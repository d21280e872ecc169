import { expect, test } from "vitest";
import { predictionRecord, unreadRecord } from "./predictionRecord.ts";

test("predictionRecord is plain JSON: what is not known is null", () => {
  const box = { x: 1, y: 2, width: 3, height: 4 };
  const region = { type: "pit", box, area: 7, peak: { x: 2, y: 2, value: 0.5 }, weak: false };
  const record = predictionRecord(
    "a.png",
    {
      score: NaN,
      threshold: 0.25,
      normalizedScore: null,
      verdict: "undecided",
      types: {
        pit: { score: 0.5, threshold: 0.25, verdict: "undecided" },
        crack: { score: Infinity, threshold: null, verdict: "undecided" },
      },
      regions: [region],
      explanation: "Undecided: the score is not a number.",
    },
    12.3456,
  );
  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  expect(record).toEqual({
    path: "a.png",
    verdict: "undecided",
    score: null,
    threshold: 0.25,
    normalizedScore: null,
    types: [
      { type: "pit", verdict: "undecided", score: 0.5, threshold: 0.25 },
      { type: "crack", verdict: "undecided", score: null, threshold: null },
    ],
    regions: [{ type: "pit", x: 1, y: 2, width: 3, height: 4, area: 7, peak: 0.5, weak: false }],
    notFinite: { score: "NaN", "types[1].score": "Infinity" },
    milliseconds: 12.3,
    note: "Undecided: the score is not a number.",
  });
});

test("unreadRecord is undecided, not normal, and says why", () => {
  expect(unreadRecord("a.png", "damaged")).toMatchObject({
    verdict: "undecided",
    score: null,
    note: "damaged",
  });
});
