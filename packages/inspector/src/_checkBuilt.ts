import { readFile } from "node:fs/promises";

/** @throws {Error} If the folder of a page does not hold it. */
export async function checkBuilt(caller: string, page: string): Promise<void> {
  await readFile(`${page}/index.html`).catch((cause: Error) => {
    throw new Error(
      `${caller}: expected the built page in ${page}, got ${cause.message}; build the package`,
      { cause },
    );
  });
}
