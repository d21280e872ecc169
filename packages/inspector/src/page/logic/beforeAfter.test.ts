import { expect, test } from "vitest";
import { beforeAfter } from "./beforeAfter.ts";
import type { JudgedTwice } from "./beforeAfter.ts";

const image = (changes: Partial<JudgedTwice>): JudgedTwice => ({
  label: 0,
  marked: false,
  helped: false,
  before: "normal",
  after: "normal",
  ...changes,
});
const none = { images: 0, known: 0, before: 0, after: 0, changed: 0 };

test("counts mistakes before and after of marked images, of those that helped, and of the rest", () => {
  expect(
    beforeAfter([
      image({ marked: true, before: "anomalous" }), // mended
      image({ marked: true, label: 1, helped: true }), // still missed
      image({ helped: true }),
      image({ after: "anomalous" }), // a new mistake
      image({ label: null, after: "anomalous" }), // changed; nobody knows whether for the better
      image({ before: "undecided" }), // neither right nor wrong before
    ]),
  ).toEqual({
    marked: { images: 2, known: 2, before: 2, after: 1, changed: 1 },
    helped: { ...none, images: 1, known: 1 },
    others: { images: 3, known: 2, before: 0, after: 1, changed: 3 },
  });
});

test("counts nothing of images that are not scored again", () => {
  expect(beforeAfter([image({ before: "anomalous", after: null })]).others).toEqual(none);
});
