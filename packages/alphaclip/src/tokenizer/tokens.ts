/** Texts as rows of ids. */
export interface Tokens {
  /** `[texts, context]`, row by row: start mark, the tokens of the text, end mark, zeros. */
  ids: Int32Array;
  shape: [texts: number, context: number];
  /** The texts that did not fit and were cut, each with the number of tokens it has. */
  truncated: { text: string; tokens: number }[];
}

export interface TokenizeOptions {
  /** Length of a row; default 77, CLIP's. */
  context?: number;
  /** Called with every text that is cut; default a warning of the process. */
  onTruncated?: (text: string, tokens: number, context: number) => void;
}
