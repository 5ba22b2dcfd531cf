import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";

/** One import: the file that has it, what it names, and whether it is `import type` (which leaves nothing at run time). */
export type Import = { from: string; to: string; typeOnly: boolean };

const statement = /\b(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\sfrom\s*)?["']([^"'\n]+)["']/g;
const call = /\bimport\(\s*["']([^"'\n]+)["']/g;

/** Comments may hold examples. Good enough for this purpose: a `//` inside a string only ever cuts that line short. */
export function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");
}

/** A path from the repository's root with `/`, or the specifier itself when it names a package. */
function resolve(from: string, specifier: string): string {
  if (specifier.startsWith("#")) return specifier.slice(1);
  if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
  return specifier;
}

/** Every import of one source text (pure). `from` is the file's path from the repository's root. */
export function importsOf(from: string, source: string): Import[] {
  const text = withoutComments(source);
  const statements = [...text.matchAll(statement)].map(([, type, specifier = ""]) => ({ from, to: resolve(from, specifier), typeOnly: type !== undefined }));
  const calls = [...text.matchAll(call)].map(([, specifier = ""]) => ({ from, to: resolve(from, specifier), typeOnly: false }));
  return [...statements, ...calls];
}

const notOurs = new Set(["node_modules", "generated"]);

/** Every TypeScript file of the repository that is ours and not generated, as paths from its root with `/`. */
export function sourceFiles(root: string): string[] {
  const visit = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (entry.name.startsWith(".") || notOurs.has(entry.name)) return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return visit(path);
      return /\.tsx?$/.test(entry.name) ? [relative(root, path).split(sep).join("/")] : [];
    });
  return visit(root).sort();
}

/** Every import of every source file below `root`. */
export function allImports(root: string): Import[] {
  return sourceFiles(root).flatMap((file) => importsOf(file, readFileSync(join(root, file), "utf8")));
}

/** The folder directly below `lib` that a path lies in; for a file of `lib` itself, its name without ending. */
export function libPart(path: string): string {
  const [, part = ""] = path.split("/");
  return dirname(path) === "lib" ? part.replace(/\.tsx?$/, "") : part;
}
