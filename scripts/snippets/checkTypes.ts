import { join } from "node:path";
import ts from "typescript";
import { root } from "../site/packages.ts";
import { programOf } from "./readSnippets.ts";
import type { Page, Snippet } from "./readSnippets.ts";

export interface CheckOptions {
  folder: string;
  /** Of package.json's `exports`; `["@flawlens/source"]` takes the sources of this repository. */
  conditions: string[];
  /** How modules are found: as Node does, or as bundlers do. */
  resolution: "nodenext" | "bundler";
}

/**
 * Checks the types of every block of TypeScript and JavaScript in one program, strictly, as modules of a project in
 * `folder`, and returns what is wrong as lines that name file and line. Only the blocks are checked, not what they
 * import.
 */
export function checkTypes(
  pages: readonly Page[],
  { folder, conditions, resolution }: CheckOptions,
): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
    ...(resolution === "bundler"
      ? { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }
      : { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }),
    customConditions: conditions,
    typeRoots: [join(root, "node_modules/@types")],
    types: ["node"],
    allowJs: true,
    checkJs: true,
    jsx: ts.JsxEmit.ReactJSX, // of sources that are read, not of blocks
    jsxImportSource: "preact",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    preserveSymlinks: false,
  };
  const blocks = new Map(
    pages.flatMap((page) =>
      page.snippets
        .filter(({ language, use }) => /^[jt]s$/.test(language) && use !== "skip")
        .map((snippet) => [join(folder, fileName(snippet)), { page, snippet }] as const),
    ),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  const textOf = (file: string) => {
    const block = blocks.get(file);
    return block && `${programOf(block.page, block.snippet)}export {};\n`;
  };
  host.fileExists = (file) => blocks.has(file) || fileExists(file);
  host.readFile = (file) => textOf(file) ?? readFile(file);
  host.getCurrentDirectory = () => folder;
  const program = ts.createProgram([...blocks.keys()], options, host);
  return [...blocks].flatMap(([file, { page, snippet }]) => {
    const source = program.getSourceFile(file);
    if (!source) throw new Error(`checkTypes: ${file} was not read`);
    const hidden =
      programOf(page, snippet).split("\n").length - snippet.code.split("\n").length - 1;
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ start, messageText }) => {
      const { line } = source.getLineAndCharacterOfPosition(start ?? 0);
      const at = snippet.line + 1 + line - hidden;
      return `${snippet.file}:${at}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  });
}

/** The place of a block in the folder: one folder a page, where its blocks lie by their lines or by their names. */
export function fileName({ file, line, language, saveAs }: Snippet): string {
  return join(pageFolder(file), saveAs ?? `line-${line}.${language}`);
}

/** `packages/cli/README.md` becomes `packages-cli-README`. */
export function pageFolder(file: string): string {
  return file.replace(/\.md$/, "").replaceAll(/[^\w-]+/g, "-");
}
