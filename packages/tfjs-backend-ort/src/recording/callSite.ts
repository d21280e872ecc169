/** Frames from a kernel up to whoever called TensorFlow.js, some of them of a model's layers. */
const FRAMES = 60;

/** Files whose lines are not the user's: TensorFlow.js, this package, and Node itself. */
const INNER = /@tensorflow[/\\]|tfjs-backend-ort[/\\](src|dist)[/\\](?!.*\.test\.)|\(?node:/;

/** The place in the program that made a call; its text is made only when it is read. */
export interface CallSite {
  stack?: string;
}

/** Remembers the frames that lead here. */
export function callSite(): CallSite {
  const site: CallSite = {};
  captureDeep(site);
  return site;
}

/** Gives an object (or an error) the `stack` of this moment, as long as TensorFlow.js's calls are deep. */
export function captureDeep(target: CallSite): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(target);
  Error.stackTraceLimit = stackTraceLimit;
}

/** The frames of a call site, one a line. */
export function framesOf({ stack = "" }: CallSite): string[] {
  return stack.split("\n").filter((line) => line.trimStart().startsWith("at "));
}

/** The user's own line, `file:line:column`, or undefined where no frame is the user's. */
export function userLine(site: CallSite): string | undefined {
  const frame = framesOf(site).find((line) => !INNER.test(line));
  return frame
    ?.trim()
    .replace(/^at (async )?/, "")
    .replace(/^.*\((.*)\)$/, "$1");
}
