import { existsSync } from "node:fs";

/** Chromium's program: that of the environment variable CHROMIUM, or the system's. */
export const chromiumFile = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Whether tests and pictures can use a browser here. */
export const hasChromium = existsSync(chromiumFile);

/** How Chromium is started everywhere in this repository: also as root, without a GPU and without calling home. */
export const chromiumOptions = {
  executablePath: chromiumFile,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
};
