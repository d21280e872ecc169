/** What a tokenizer makes of some texts. */
export interface Tokens {
  /** `[texts, context]`, row-major: start, the text's tokens, end, zeros. */
  ids: Int32Array;
  shape: [texts: number, context: number];
  /** The texts that did not fit and were cut, each with the number of tokens it has. */
  truncated: { text: string; tokens: number }[];
}

export interface TokenizeOptions {
  /** Length of a row; default 77, CLIP's. */
  context?: number;
  /** Told of every text that was cut; default a warning of the process. */
  onTruncated?: (text: string, tokens: number, context: number) => void;
}
