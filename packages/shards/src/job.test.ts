import { expect, test } from "vitest";
import { jobOf } from "../test/jobs.ts";
import { jobSchema } from "./job.ts";

test.each(["bottle_padim_contamination-0.1_shots-10_seed-1", "Flasche_grün", "a"])(
  "%s is an id",
  (id) => {
    expect(jobSchema.parse(jobOf(id))).toEqual(jobOf(id));
  },
);

test.each(["", "..", "../a", "a/b", "a\\b", "a:b", "a b", ".hidden", "a\n", "x".repeat(151)])(
  "%j is none",
  (id) => {
    expect(jobSchema.safeParse(jobOf(id)).success).toBe(false);
  },
);

test("what a job does not have is refused, so that a misspelt key is no default", () => {
  expect(jobSchema.safeParse({ ...jobOf("a"), memroy: 1 }).success).toBe(false);
  expect(jobSchema.safeParse({ ...jobOf("a"), hash: "0" }).success).toBe(false);
});
