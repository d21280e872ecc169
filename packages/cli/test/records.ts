import { type PredictionRecord, unreadRecord } from "../src/predict/predictionRecord.ts";

/** An anomalous image whose path needs quoting, and one that could not be read. */
export const records: PredictionRecord[] = [
  {
    path: 'a,"b".png',
    verdict: "anomalous",
    score: -0.123456789,
    threshold: 0.5,
    normalizedScore: 0.75,
    types: [
      { type: "pit", verdict: "anomalous", score: 0.5, threshold: 0.25 },
      { type: "stain", verdict: "anomalous", score: 0.6, threshold: 0.25 },
      { type: "crack", verdict: "normal", score: 0, threshold: 0.25 },
    ],
    regions: [
      { type: "pit", x: 1, y: 2, width: 3, height: 4, area: 7, peak: 0.123456, weak: false },
      { type: null, x: 5, y: 6, width: 7, height: 8, area: 9, peak: 2, weak: false },
    ],
    milliseconds: 12.3,
    note: "Anomalous.",
  },
  unreadRecord("b.png", "damaged"),
];
