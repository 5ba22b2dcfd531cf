import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../bootstrap/paths.mjs";
import { checkArrows, violationOf } from "./arrows.ts";
import { importsOf, sourceFiles } from "./imports.ts";

const violation = (from: string, to: string, typeOnly = false) => violationOf({ from, to, typeOnly });

describe("inside lib", () => {
  test.each([
    ["lib/auth/provider.ts", "lib/amazon/token.ts"],
    ["lib/accounts/link.ts", "lib/sessions/issue.ts"],
    ["lib/sessions/issue.ts", "lib/sessions/token.ts"],
    ["lib/db/client.ts", "lib/env.ts"],
    ["lib/env.ts", "lib/env-amazon.ts"],
    ["lib/shop/bag.ts", "lib/personal-data/entry.ts"],
    ["lib/composition.ts", "lib/shop/bag.ts"],
  ])("%s may import %s", (from, to) => expect(violation(from, to)).toBeUndefined());

  test.each([
    ["lib/amazon/token.ts", "lib/auth/provider.ts", "arrows point down only"],
    ["lib/db/client.ts", "lib/audit/record.ts", "arrows point down only"],
    ["lib/errors.ts", "lib/db/client.ts", "arrows point down only"],
    ["lib/sessions/issue.ts", "lib/attempts/open.ts", "neighbours"],
    ["lib/amazon/token.ts", "lib/db/client.ts", "amazon knows no database"],
    ["lib/amazon/token.ts", "@prisma/client", "amazon is a protocol"],
    ["lib/oidc/id-token.ts", "lib/db/client.ts", "oidc knows no database"],
    ["lib/oidc/id-token.ts", "lib/amazon/token.ts", "neighbours"],
    ["lib/oauth/fetch.ts", "next/server", "oauth is a protocol"],
    ["lib/accounts/link.ts", "lib/composition.ts", "only app, server and scripts"],
    ["lib/accounts/link.ts", "lib/shop/bag.ts", "nobody in lib may import the shop"],
    ["lib/shop/bag.ts", "lib/audit/record.ts", "the shop may import"],
    ["lib/misc/things.ts", "lib/env.ts", "lib/misc has no place"],
  ])("%s may not import %s", (from, to, reason) => expect(violation(from, to)).toContain(reason));
});

describe("between the areas", () => {
  test.each([
    ["app/page.tsx", "components/ui/button.tsx"],
    ["app/page.tsx", "lib/composition.ts"],
    ["middleware.ts", "lib/http/headers.ts"],
    ["components/ui/button.tsx", "lib/i18n/index.ts"],
    ["server/main.ts", "lib/env.ts"],
    ["scripts/start/main.ts", "sandbox/amazon/main.ts"],
    ["app/page.tsx", "react"],
  ])("%s may import %s", (from, to) => expect(violation(from, to)).toBeUndefined());

  test.each([
    ["app/page.tsx", "scripts/start/main.ts"],
    ["app/page.tsx", "sandbox/amazon/defaults.ts"],
    ["middleware.ts", "server/main.ts"],
    ["components/ui/button.tsx", "app/page.tsx"],
    ["components/ui/button.tsx", "lib/sessions/issue.ts"],
    ["lib/env.ts", "app/page.tsx"],
    ["lib/env.ts", "scripts/start/settings.ts"],
    ["server/main.ts", "sandbox/amazon/main.ts"],
    ["sandbox/amazon/main.ts", "lib/env.ts"],
  ])("%s may not import %s", (from, to) => expect(violation(from, to)).toBeDefined());

  test("components may know the types of everything in lib", () => {
    expect(violation("components/account/list.tsx", "lib/sessions/list.ts", true)).toBeUndefined();
  });
});

test("reads every form of import and nothing out of comments", () => {
  const source = `
    import "./side-effect.ts";
    import type { A } from "#lib/a.ts";
    import B, { type C } from "../b.ts";
    export * from "#lib/d.ts";
    const e = await import("#lib/e.ts");
    // import { f } from "#lib/f.ts";
    /* import { g } from "#lib/g.ts"; */`;
  expect(importsOf("app/x/page.tsx", source)).toEqual([
    { from: "app/x/page.tsx", to: "app/x/side-effect.ts", typeOnly: false },
    { from: "app/x/page.tsx", to: "lib/a.ts", typeOnly: true },
    { from: "app/x/page.tsx", to: "app/b.ts", typeOnly: false },
    { from: "app/x/page.tsx", to: "lib/d.ts", typeOnly: false },
    { from: "app/x/page.tsx", to: "lib/e.ts", typeOnly: false },
  ]);
});

test("finds violations that are planted in files, and leaves tests alone", () => {
  const root = mkdtempSync(join(tmpdir(), "arrows-"));
  const plant = (file: string, text: string) => {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  plant("lib/amazon/token.ts", 'import { db } from "#lib/db/client.ts";');
  plant("lib/amazon/token.db.test.ts", 'import { db } from "#lib/db/client.ts";');
  plant("lib/db/client.ts", 'import { env } from "../env.ts";');
  expect(checkArrows(root)).toEqual(["lib/amazon/token.ts imports lib/db/client.ts: amazon knows no database"]);
  rmSync(root, { recursive: true });
});

test("looks at this repository's own files", () => {
  expect(sourceFiles(repository)).toEqual(expect.arrayContaining(["lib/env.ts", "scripts/check/arrows.ts"]));
});
