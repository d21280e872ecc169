import { describe, expect, test } from "vitest";
import { tellError } from "./tellError.ts";

function told(error: unknown, debug = false): string[] {
  const lines: string[] = [];
  tellError(error, { error: (text) => void lines.push(text) }, { debug });
  return lines;
}

describe("tellError", () => {
  const full = new Error("ENOSPC: no space left on device");

  test("says the message and what its causes add, without where it happened", () => {
    expect(told(new Error("could not write a.json", { cause: full }))).toEqual([
      "error: could not write a.json\nENOSPC: no space left on device",
    ]);
    expect(
      told(new Error("could not write b: ENOSPC: no space left on device", { cause: full })),
    ).toEqual(["error: could not write b: ENOSPC: no space left on device"]);
  });

  test("leaves out a cause that says less than what was told of its own cause", () => {
    const unknown = new Error("getaddrinfo ENOTFOUND example.org");
    const failed = new TypeError("fetch failed", { cause: unknown });
    expect(told(new Error(`no answer (${unknown.message})`, { cause: failed }))).toEqual([
      "error: no answer (getaddrinfo ENOTFOUND example.org)",
    ]);
    expect(told(new Error("no answer", { cause: failed }))).toEqual([
      "error: no answer\nfetch failed\ngetaddrinfo ENOTFOUND example.org",
    ]);
  });

  test("says the kind of an error without a message, and what is no error", () => {
    expect(told(new TypeError())).toEqual(["error: TypeError"]);
    const silent = new Error("b", { cause: new TypeError() });
    expect(told(new Error("a", { cause: silent }))).toEqual(["error: a\nb"]);
    expect(told("no")).toEqual(["error: no"]);
  });

  test("says where it happened, in causes too, to those who debug", () => {
    const [, stack] = told(new Error("outer", { cause: full }), true);
    expect(stack).toMatch(/^Error: outer\n +at /);
    expect(stack).toMatch(/\ncaused by Error: ENOSPC.*\n +at /);
  });
});
