import type { Driver } from "./driver.ts";
import { startFirefox } from "./marionette.ts";
import { startWebKit } from "./webKit.ts";

/** Browsers beside Chromium that scripts can drive; nothing that runs by itself needs them. */
export type BrowserName = "firefox" | "webkit";

const STARTS: Record<BrowserName, () => Promise<Driver>> = {
  firefox: startFirefox,
  webkit: startWebKit,
};

/** The key under which WebDriver hands out elements. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/**
 * Opens a browser with one window. `evaluate` computes an expression in the page, waits if it is a promise, and throws
 * what it throws; the others do what a person does. Selectors are CSS, and what they select has to be there.
 */
export async function openBrowser(name: BrowserName) {
  const driver = await STARTS[name]();
  const { send } = driver;
  await send("WebDriver:SetTimeouts", { script: 3_600_000, pageLoad: 120_000 });

  const evaluate = async <T>(expression: string): Promise<T> => {
    const script = `const told = arguments[arguments.length - 1];
      (async () => (${expression}\n))().then(
        (value) => told({ value }),
        (error) => told({ error: String(error && error.message || error) }),
      );`;
    const told = (await send("WebDriver:ExecuteAsyncScript", { script, args: [] })) as {
      value: T;
      error?: string;
    };
    if (told.error !== undefined) throw new Error(told.error);
    return told.value;
  };

  const find = async (selector: string): Promise<string> => {
    const found = await send("WebDriver:FindElement", { using: "css selector", value: selector });
    return (found as Record<string, string>)[ELEMENT];
  };

  return {
    /** Name and version. */
    name: driver.name,
    evaluate,
    close: () => driver.close(),
    goto: (url: string) => send("WebDriver:Navigate", { url }),
    /** Waits until an expression is true in the page. */
    async until(expression: string, seconds = 60): Promise<void> {
      const text = JSON.stringify(expression);
      await evaluate(`(async () => {
        const end = Date.now() + ${1000 * seconds};
        while (!(${expression})) {
          if (Date.now() > end) throw new Error("waited ${seconds} s in vain for " + ${text});
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      })()`);
    },
    async click(selector: string): Promise<void> {
      await send("WebDriver:ElementClick", { id: await find(selector) });
    },
    /** Types text into a field, or names files, one a line, for a field of files. */
    async type(selector: string, text: string): Promise<void> {
      await send("WebDriver:ElementSendKeys", { id: await find(selector), text });
    },
    /** Presses a key and lets it go. */
    async press(key: string): Promise<void> {
      const actions = [{ type: "keyDown", value: key }, { type: "keyUp", value: key }]; // prettier-ignore
      await send("WebDriver:PerformActions", { actions: [{ type: "key", id: "keyboard", actions }] }); // prettier-ignore
    },
    /** Sets the size of what the page sees, as far as the window manager lets it. */
    async resize(width: number, height: number): Promise<void> {
      await send("WebDriver:SetWindowRect", { width, height });
      const [more, higher] = await evaluate<[number, number]>(`[${width} - innerWidth, ${height} - innerHeight]`); // prettier-ignore
      await send("WebDriver:SetWindowRect", { width: width + more, height: height + higher });
    },
    async screenshot(): Promise<Buffer> {
      const image = await send("WebDriver:TakeScreenshot", { full: false });
      return Buffer.from(image as string, "base64");
    },
  };
}
