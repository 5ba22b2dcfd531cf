import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceFiles, withoutComments } from "./imports.ts";

/** What makes the handler of a form, and where it is: each checks that the request comes from a page of ours, and what is in it. */
const makers: Readonly<Record<string, string>> = {
  formRoute: "#lib/http/form-route.ts",
  limitedForm: "#lib/auth/client-limit.ts",
  signInForm: "#lib/auth/client-limit.ts",
  operatorForm: "#lib/auth/operator-form.ts",
};
const anyMaker = `(${Object.keys(makers).join("|")})`;

const plain = new RegExp(`^export const POST = ${anyMaker}\\(`, "m");
/** With a placeholder in the address: a function of it makes the handler, and POST is nothing but its call. */
const withParameter = new RegExp(`^const (?<name>\\w+) = \\(\\w+: string\\) =>\\s+${anyMaker}\\([^]*^export async function POST\\([^)]*\\): Promise<Response> {\\n  return await \\k<name>\\(await routeParam\\(params, "\\w+"\\)\\)\\(request\\);\\n}$`, "m");

/** A form of the operator is not there when it is read, as it is not for whoever else posts to it. */
const hidden = "export const GET = nothingHere;";

/** Why a form's route.ts is not one, or undefined when it is (pure). */
export function formFault(text: string): string | undefined {
  const source = withoutComments(text);
  const lines = [...source.matchAll(/^export\b.*$/gm)].map(([line]) => line);
  const exported = lines.filter((line) => line !== hidden);
  const operators = /^export const POST = operatorForm\(/m.test(source);
  if (operators !== lines.includes(hidden)) return `a form of the operator, and no other, also has ${hidden}`;
  if (exported.length !== 1 || !/^export (const|async function) POST\b/.test(exported[0] ?? "")) return "it exports POST and nothing else";
  const maker = plain.exec(source)?.[1] ?? withParameter.exec(source)?.[2];
  if (maker === undefined) return `its POST is made by one of ${Object.keys(makers).join(", ")}, whole`;
  const imported = new RegExp(`^import {[^}]*\\b${maker}\\b[^}]*} from "${makers[maker]}";$`, "m").test(source);
  return imported ? undefined : `its ${maker} is the one of ${makers[maker]}`;
}

/** Why a route.ts that is no form's is a way around formRoute, or undefined when it is none (pure). */
function otherFault(path: string, text: string): string | undefined {
  return !path.startsWith("app/api/") && /\bPOST\b/.test(withoutComments(text)) ? "what is posted outside /api goes to a folder named submit" : undefined;
}

/** Checks every route.ts of the app folder below `root`; one line per fault, none when every form is made as it must be. */
export function checkForms(root: string): string[] {
  const routes = sourceFiles(root).filter((path) => /^app\/(.*\/)?route\.tsx?$/.test(path));
  return routes.flatMap((path) => {
    const source = readFileSync(join(root, path), "utf8");
    const fault = path.includes("/submit/route.") ? formFault(source) : otherFault(path, source);
    return fault === undefined ? [] : [`${path}: ${fault}`];
  });
}
