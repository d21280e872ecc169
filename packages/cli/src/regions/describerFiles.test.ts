import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { addDescriberFiles, describerFiles } from "./describerFiles.ts";

describe("describerFiles", () => {
  test("are what the options name", () => {
    const command = addDescriberFiles(new Command()).parse(["--weights", "w", "--merges", "m"], {
      from: "user",
    });
    const terminal = createTerminal({ stdout: recorder(), stderr: recorder() });
    expect(describerFiles(terminal, command.opts())).toMatchObject({ weights: "w", merges: "m" });
  });

  test("show how far each download is, and end with a line for each", () => {
    const stderr = recorder();
    const { hub } = describerFiles(createTerminal({ stdout: recorder(), stderr }), {});
    const tell = (file: string, loaded: number, total: number) =>
      hub!.onProgress!({ repo: "a/b", file, loaded, total });
    tell("model.safetensors", 3e6, 19e6);
    tell("model.safetensors", 19e6, 19e6);
    tell("merges.txt", 5e5, 5e5);
    expect(stderr.lines()).toEqual([
      "downloading model.safetensors of a/b, MB 19/19 | took less than 1 s",
      "downloading merges.txt of a/b, MB 1/1 | took less than 1 s",
    ]);
  });
});
