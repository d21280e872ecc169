import { expect, test } from "vitest";
import { tinyMetadata } from "../../test/tinyDetector.ts";
import { parseValidationScores } from "./parseValidationScores.ts";

const metadata = tinyMetadata();
const scores = { labels: [0, 1], parts: [0, 4], scores: [[1, 2], [3, 4]], shows: [[0, null], [0, 1]] }; // prettier-ignore

test("gives back what was written", () => {
  expect(parseValidationScores(JSON.stringify(scores), metadata)).toEqual(scores);
});

test.each([
  { json: "{", says: "expected JSON under the key flawlens.validation" },
  { json: JSON.stringify({ ...scores, labels: [0, 2] }), says: "labels.1: expected 0 or 1, got 2" },
  {
    json: JSON.stringify({ ...scores, scores: [[1, 2]] }),
    says: "scores: expected at least 2 entries",
  },
  { json: JSON.stringify({ ...scores, parts: undefined }), says: "parts: expected" },
  {
    json: JSON.stringify({ ...scores, parts: [0] }),
    says: "parts: expected 2 entries, one per label, got 1",
  },
  {
    json: JSON.stringify({ ...scores, parts: [0, -1] }),
    says: "parts.1: expected at least 0, got -1",
  },
  {
    json: JSON.stringify({ ...scores, shows: [[0], [0, 1]] }),
    says: "shows.0: expected 2 entries, one per label, got 1",
  },
  {
    json: JSON.stringify({
      ...scores,
      scores: [
        ["x", 2],
        [3, 4],
      ],
    }),
    says: 'scores.0.0: expected a finite number, got "x"',
  },
])("refuses: $says", ({ json, says }) => {
  // prettier-ignore
  expect(() => parseValidationScores(json, metadata)).toThrow(says);
});
