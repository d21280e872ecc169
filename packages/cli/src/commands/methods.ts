import type { Command } from "commander";
import type { Context } from "../context.ts";

/** `flawlens methods`: what there is to train with, and what each needs. */
export function addMethods(program: Command, { terminal }: Context): void {
  program
    .command("methods")
    .summary("say which methods there are, what each needs, and every key of its configuration")
    .description(
      "List the methods that a detector can be trained with. With a name, a file or a package: that method's presets " +
        "and every key of its configuration.",
    )
    .argument("[name]", "name of a method, or a file or package of your own")
    .option("--json", "print everything as JSON")
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const { builtInMethods, loadMethod } = await import("../methods/loadMethod.ts");
      const { describeMethod } = await import("../methods/describeMethod.ts");
      const { formatMethod } = await import("../methods/formatMethod.ts");
      const names = name === undefined ? builtInMethods : [name];
      const loaded = await Promise.all(names.map((one) => loadMethod(one)));
      const methods = loaded.map(({ method }) => describeMethod(method));
      if (json) terminal.result(JSON.stringify(name === undefined ? methods : methods[0], null, 2));
      else if (name !== undefined) terminal.result(formatMethod(methods[0]));
      else {
        const texts = methods.map(({ name, title, description, needs, presets }) =>
          [
            `${name}: ${title}`,
            `  ${description}`,
            `  ${needs}`,
            `  Presets: ${presets.map((preset) => preset.name).join(", ")}.`,
          ].join("\n"),
        );
        terminal.result(
          `${texts.join("\n\n")}\n\nflawlens methods NAME lists a method's presets and the keys of its configuration.`,
        );
      }
    });
}
