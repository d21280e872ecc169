import { fileURLToPath } from "node:url";

/** The folder of the built page, to serve as it is: `createServer({ static: inspectorPage })` of `@flawlens/server`. */
export const inspectorPage: string = fileURLToPath(new URL("../dist/page", import.meta.url));

/** The page as one file, which browsers open from a disk: 5 MB. */
export const inspectorFile: string = fileURLToPath(
  new URL("../dist/inspector.html", import.meta.url),
);
