import { describe, expect, test } from "vitest";
import { makeDetector } from "../test/makeDetector.ts";
import { textOf } from "../test/textOf.ts";
import { thresholdSection } from "./_thresholdSection.ts";
import type { Html } from "./_html.ts";

const text = (...given: Parameters<typeof thresholdSection>) =>
  textOf((thresholdSection(...given) as Html).html);

describe("thresholdSection", () => {
  test("tells each threshold, the rule, and the images it rests on", () => {
    const section = text(makeDetector(["pit", "scratch"], { threshold: 0.1234 }));
    expect(section).toContain("Chosen on 20 normal images and 10 anomalous images");
    expect(section).toContain("Rule: the best F1 on validation images.");
    expect(section).toContain("any defect a score of 0.75 or more pit a score of 0.123 or more");
    expect(section).not.toContain("are expected to be called anomalous");
  });

  test("says what a rule promises", () => {
    const validation = { normal: 9, normalParts: 9, anomalous: 0, rule: "at most 5 %", expectedFalseAlarmFraction: 0.1 }; // prettier-ignore
    const section = text(makeDetector(["anomaly"], { validation }));
    expect(section).toContain("Chosen on 9 normal images of the validation split");
    expect(section).toContain("at most 10.0 % are expected to be called anomalous");
    expect(section).not.toContain("anomaly a score"); // the same as of any defect
  });

  test("counts parts where several images show one", () => {
    const validation = { normal: 24, normalParts: 5, anomalous: 0, rule: "at most 5 %", expectedFalseAlarmFraction: 1 / 6 }; // prettier-ignore
    const section = text(makeDetector(["anomaly"], { validation }));
    expect(section).toContain("Chosen on 24 normal images of 5 parts of the validation split");
    expect(section).toContain("at most 16.7 % are expected to be called anomalous");
    expect(section).toContain("more parts on the validation side allow a smaller promise");
  });

  test.each([
    {
      falseAlarms: 1,
      negatives: 20,
      says: "Of the 20 normal test images, 1 (5.0 %) was called anomalous.",
    },
    {
      falseAlarms: 0,
      negatives: 1,
      says: "Of the 1 normal test image, 0 (0.0 %) were called anomalous.",
    },
  ])("says how many normal test images were called anomalous: $says", ({ says, ...counts }) => {
    const detector = makeDetector(["anomaly"]);
    expect(text(detector, { found: 3, positives: 4, ...counts })).toContain(says);
    expect(text(detector)).not.toContain("normal test image");
    expect(text(detector, { found: 3, positives: 4, falseAlarms: 0, negatives: 0 })).not.toContain("normal test image"); // prettier-ignore
  });

  test("says which type has none", () => {
    expect(text(makeDetector(["pit", "scratch"], { threshold: null }))).toContain(
      "pit none: no validation image shows it",
    );
  });

  test("is not there without metadata", () => {
    expect(thresholdSection(undefined)).toBeNull();
  });
});
