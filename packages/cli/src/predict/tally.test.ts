import { describe, expect, test } from "vitest";
import { records } from "../../test/records.ts";
import { count, emptyTally, exitCodeOf, summary, total } from "./tally.ts";

describe("a tally", () => {
  test("counts verdicts, and images without one apart from those that could not be read", () => {
    const tally = emptyTally();
    for (const record of records) count(tally, record); // one anomalous, one unreadable
    count(tally, { ...records[0], verdict: "undecided", milliseconds: 7.7 });
    expect(tally).toEqual({ normal: 0, anomalous: 1, undecided: 2, unread: 1, withoutOverlay: 0, milliseconds: 20 }); // prettier-ignore
    expect(total(tally)).toBe(3);
  });

  test("says what came out, and a time for each image that agrees with the whole", () => {
    const tally = { ...emptyTally(), normal: 2, anomalous: 1, undecided: 1, unread: 1 };
    expect(summary({ ...tally, milliseconds: 9000 }, 4.2)).toBe(
      "4 images in 4 s, 1050 ms each: 1 anomalous, 2 normal, 1 undecided (1 of them could not be read)",
    );
    expect(summary({ ...tally, milliseconds: 90 })).toBe(
      "4 images, 30 ms each: 1 anomalous, 2 normal, 1 undecided (1 of them could not be read)",
    );
    expect(summary({ ...emptyTally(), normal: 1, milliseconds: 9 })).toBe(
      "1 image, 9 ms each: 0 anomalous, 1 normal, 0 undecided",
    );
    expect(summary(emptyTally())).toBe("0 images: 0 anomalous, 0 normal, 0 undecided");
  });

  test.each([
    { of: { normal: 3 }, failOn: "undecided", is: 0 },
    { of: { anomalous: 1 }, failOn: undefined, is: 0 },
    { of: { anomalous: 1 }, failOn: "anomaly", is: 3 },
    { of: { anomalous: 1 }, failOn: "undecided", is: 3 },
    { of: { undecided: 1 }, failOn: "anomaly", is: 0 },
    { of: { undecided: 1 }, failOn: "undecided", is: 3 },
    { of: { anomalous: 1, undecided: 1, unread: 1 }, failOn: "anomaly", is: 1 },
    { of: { normal: 1, withoutOverlay: 1 }, failOn: undefined, is: 1 },
  ] as const)("of $of with --fail-on $failOn ends with $is", ({ of, failOn, is }) => {
    expect(exitCodeOf({ ...emptyTally(), ...of }, failOn)).toBe(is);
  });
});
