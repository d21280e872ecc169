export { flawlens } from "./flawlens.ts";
export type { Streams } from "./flawlens.ts";
export { exitCodes } from "./terminal/exitCodes.ts";
export type { ExitCode } from "./terminal/exitCodes.ts";
export { paperFigure } from "./table/paperFigures.ts";
