/** A remote file could not be read. */
export class RemoteError extends Error {
  override name = "RemoteError";
  /** Whether it may be there at another time: the server did not answer, or is busy. Otherwise it says that there is none. */
  readonly passing: boolean;

  constructor(message: string, { passing }: { passing: boolean }) {
    super(message);
    this.passing = passing;
  }
}
