// Writes the reference, one page for each entry of each package, from the doc comments of the sources: docs/reference.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Application, Converter, ReflectionKind } from "typedoc";
import type { Context, DeclarationReflection, SignatureReflection, TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { outlineOf } from "../markdown/outlineOf.ts";
import { entries, repository, root } from "./packages.ts";
import { withFences } from "./withFences.ts";

const out = join(root, "docs/reference");

/** @throws If typedoc reports an error, or a warning: a link that leads nowhere, a tag that it does not know. */
export async function writeReference(): Promise<void> {
  const all = entries();
  const options: Partial<TypeDocOptions> & Partial<PluginOptions> = {
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: all.map(({ source }) => join(root, source)),
    tsconfig: join(root, "tsconfig.json"),
    skipErrorChecking: true, // the check "types" is about these
    readme: "none",
    disableGit: true,
    sourceLinkTemplate: `${repository()}/blob/main/packages/{path}#L{line}`,
    excludePrivate: true,
    excludeInternal: true,
    sort: ["source-order"],
    groupOrder: ["Functions", "Classes", "Variables", "Interfaces", "Type Aliases", "References"],
    jsDocCompatibility: { exampleTag: true },
    validation: { notExported: false, invalidLink: true, rewrittenLink: true },
    out,
    outputFileStrategy: "modules",
    entryFileName: "index",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    sanitizeComments: true,
    useCodeBlocks: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    typeDeclarationFormat: "table",
    enumMembersFormat: "table",
    propertyMembersFormat: "table",
    tableColumnSettings: { hideSources: true },
  };
  const app = await Application.bootstrapWithPlugins(options as Partial<TypeDocOptions>);
  const names = new Map(all.map(({ source, specifier }) => [join(root, source), specifier]));
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context: Context) => {
    for (const module of context.project.getReflectionsByKind(ReflectionKind.Module)) {
      const file = (module as DeclarationReflection).sources?.[0]?.fullFileName;
      module.name = (file && names.get(file)) ?? module.name;
    }
    for (const signature of context.project.getReflectionsByKind(ReflectionKind.SomeSignature))
      nameParameters(signature as SignatureReflection);
    for (const { comment } of Object.values(context.project.reflections)) {
      if (!comment) continue;
      comment.summary = withFences(comment.summary);
      for (const tag of comment.blockTags) tag.content = withFences(tag.content);
    }
  });
  const project = await app.convert();
  if (!project) throw new Error("writeReference: typedoc could not read the sources: see above");
  app.validate(project);
  rmSync(out, { recursive: true, force: true });
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings())
    throw new Error("writeReference: typedoc found errors or warnings: see above");
  for (const { specifier } of all) introduce(specifier);
}

/** Names parameters that are taken apart where they are declared as the comment does, in order, and else `options`. */
function nameParameters({ comment, parameters = [] }: SignatureReflection): void {
  const known = new Set(parameters.map(({ name }) => name));
  const tags = comment?.blockTags.filter(({ tag }) => tag === "@param") ?? [];
  const roots = tags.map(({ name = "" }) => name.split(".")[0]);
  const names = [...new Set(roots)].filter((name) => !known.has(name));
  for (const parameter of parameters)
    if (parameter.name === "__namedParameters") parameter.name = names.shift() ?? "options";
}

/** Names the package's README at the head of a page. */
function introduce(specifier: string): void {
  const file = join(out, `${specifier}.md`);
  const name = specifier.split("/")[1];
  const readme = relative(join(file, ".."), join(root, "packages", name, "README.md"));
  const line = `[The README of @flawlens/${name}](${readme.replaceAll("\\", "/")}) says what it is for, with examples.`;
  const written = readFileSync(file, "utf8");
  const { anchors } = outlineOf(written);
  // typedoc numbers a name also where another one differs in its capitals alone and has no heading
  const linked = written.replaceAll(/\]\(#([\w-]+)-1\)/g, (link, name: string) =>
    anchors.has(`${name}-1`) || !anchors.has(name) ? link : `](#${name})`,
  );
  const [title, ...rest] = linked.split("\n");
  writeFileSync(file, ["---", "editLink: false", "---", "", title, "", line, ...rest].join("\n"));
}
