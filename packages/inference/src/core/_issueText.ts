import type * as z from "zod/mini";
import { shown } from "./_shown.ts";

type Issue = z.core.$ZodRawIssue;

/** The text of one validation error; zod/mini has no texts of its own. */
export function issueText(issue: Issue): string {
  return `expected ${wanted(issue)}, got ${shown(issue.input)}`;
}

/** The text of a refinement that wants `what`. */
export function expected(what: string): (issue: Issue) => string {
  return ({ input }) => `expected ${what}, got ${shown(input)}`;
}

function wanted(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "int"
        ? "a whole number"
        : (typeNames[issue.expected] ?? issue.expected);
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "too_small":
      return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${units[issue.origin] ?? ""}`;
    case "too_big":
      return `at most ${issue.maximum}${units[issue.origin] ?? ""}`;
    default:
      return "another value";
  }
}

const typeNames: Record<string, string> = {
  string: "a text",
  number: "a finite number",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
  map: "an object",
};

const units: Record<string, string> = { string: " characters", array: " entries" };
