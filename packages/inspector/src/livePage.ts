import { fileURLToPath } from "node:url";

/** The folder of the built live page. */
export const livePage: string = fileURLToPath(new URL("../dist/live", import.meta.url));
