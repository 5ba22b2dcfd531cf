import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../bootstrap/paths.mjs";
import { checkForms, formFault } from "./forms.ts";
import { sourceFiles } from "./imports.ts";

const fromForms = 'import { formRoute } from "#lib/http/form-route.ts";\n';
const fromOperators = 'import { nothingHere, operatorForm } from "#lib/auth/operator-form.ts";\n';
const byParameter = (body: string) => `${fromForms}const change = (id: string) =>
  formRoute(z.object({}), async () => seeOther(id));

export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
${body}
}
`;
const call = '  return await change(await routeParam(params, "id"))(request);';

test.each([
  ["formRoute", `${fromForms}export const POST = formRoute(z.object({}), async () => seeOther("/"));\n`],
  ["limitedForm", 'import { limitedForm } from "#lib/auth/client-limit.ts";\nexport const POST = limitedForm("sign_in_from_client", fields, async () => seeOther("/"));\n'],
  ["signInForm", 'import { signInForm } from "#lib/auth/client-limit.ts";\nexport const POST = signInForm(fields, async () => seeOther("/"));\n'],
  ["formRoute beside what else its file has", 'import { formRoute, refusedForm } from "#lib/http/form-route.ts";\nexport const POST = formRoute(fields, async (_, request) => await refusedForm(request, "unexpected"));\n'],
  ["formRoute for a placeholder", byParameter(call)],
  ["operatorForm, and is not there when it is read", `${fromOperators}export const POST = operatorForm(fields, async () => seeOther("/ops"));\nexport const GET = nothingHere;\n`],
])("a form may be made by %s", (_name, source) => expect(formFault(source)).toBeUndefined());

test.each([
  ["by hand", 'export async function POST(): Promise<Response> {\n  return seeOther("/");\n}\n'],
  ["by another function", 'export const POST = myRoute(z.object({}), async () => seeOther("/"));\n'],
  ["by a function of the same name from elsewhere", 'import { formRoute } from "#app/form-route.ts";\nexport const POST = formRoute(z.object({}), async () => seeOther("/"));\n'],
  ["by the right one that is not called for POST", `${fromForms}const form = formRoute(z.object({}), async () => seeOther("/"));\nexport async function POST(): Promise<Response> {\n  return seeOther("/");\n}\n`],
  ["by the right one, with something before it", byParameter(`  await forget(params);\n${call}`)],
  ["by the right one, inside something else", `${fromForms}export const POST = around(formRoute(z.object({}), async () => seeOther("/")));\n`],
  ["in a comment only", `${fromForms}/*\nexport const POST = formRoute(\n*/\nexport const POST = async () => seeOther("/");\n`],
  ["rightly, with another method beside it", `${fromForms}export const POST = formRoute(z.object({}), async () => seeOther("/"));\nexport async function GET(): Promise<Response> {\n  return seeOther("/");\n}\n`],
  ["under another name", `${fromForms}const post = formRoute(z.object({}), async () => seeOther("/"));\nexport { post as POST };\n`],
  ["by operatorForm without the other half", `${fromOperators}export const POST = operatorForm(fields, async () => seeOther("/ops"));\n`],
  ["rightly, with the operators' other half", `${fromForms}export const POST = formRoute(z.object({}), async () => seeOther("/"));\nexport const GET = nothingHere;\n`],
  ["not at all", ""],
])("a form may not be made %s", (_name, source) => expect(formFault(source)).toBeDefined());

test("finds violations that are planted in files, also where no page would post to", () => {
  const root = mkdtempSync(join(tmpdir(), "forms-"));
  const plant = (file: string, text: string) => {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const byHand = "export async function POST(): Promise<Response> {\n  return new Response();\n}\n";
  plant("app/bag/submit/route.ts", `${fromForms}export const POST = formRoute(z.object({}), async () => seeOther("/"));\n`);
  plant("app/(shop)/saved/submit/route.ts", byHand);
  plant("app/news/route.ts", byHand);
  plant("app/api/reports/route.ts", byHand);
  plant("app/help/route.ts", "// Nothing for POST\nexport const GET = () => new Response();\n");
  expect(checkForms(root)).toEqual(["app/(shop)/saved/submit/route.ts: its POST is made by one of formRoute, limitedForm, signInForm, operatorForm, whole", "app/news/route.ts: what is posted outside /api goes to a folder named submit"]);
  rmSync(root, { recursive: true });
});

test("every form of this repository is made so", () => {
  expect(checkForms(repository)).toEqual([]);
  expect(sourceFiles(repository).filter((path) => /^app\/.*\/submit\/route\.ts$/.test(path)).length).toBeGreaterThan(30);
});
