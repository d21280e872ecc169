/** A browser that is driven by the commands of W3C WebDriver, under Marionette's names: `WebDriver:Navigate`. */
export interface Driver {
  /** The name and version of the browser. */
  readonly name: string;
  /** Sends one command; what it gives back is the command's value. */
  send(command: string, parameters?: object): Promise<unknown>;
  close(): Promise<void>;
}
