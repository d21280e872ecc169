import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeWhole } from "@flawlens/files";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";

/** A file of a deployment: its text, or the file that it is a copy of. */
export type DeploymentFile = string | { copyOf: string };

/**
 * Writes the files of a deployment into a folder, and says which.
 *
 * @throws {UsageError} If one is there and `overwrite` is not set; nothing is written then.
 */
export async function writeDeployment(
  terminal: Pick<Terminal, "result">,
  folder: string,
  files: Record<string, DeploymentFile>,
  { overwrite = false }: { overwrite?: boolean } = {},
): Promise<void> {
  const there = Object.keys(files).find((name) => existsSync(join(folder, name)));
  if (there !== undefined && !overwrite)
    throw new UsageError(
      `expected --out without ${there}, got ${folder}, which has one; choose another, or --overwrite`,
    );
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    if (typeof content === "string") await writeWhole(file, content);
    else await copyFile(content.copyOf, file);
    terminal.result(file);
  }
}
