import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { comeBack, signInWithAmazon } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { t } from "#lib/i18n/index.ts";

/** The notice of one's own shop: in its place, in its languages, and as text. */

const folder = mkdtempSync(join(tmpdir(), "siwa-notice-"));
const path = join(folder, "notice.md");
writeFileSync(path, "# Our own words\n\n<script>alert(1)</script> [no](javascript:alert(1)) [yes](https://larkspur.example/more)\n");
writeFileSync(join(folder, "notice.de.md"), "# Unsere eigenen Worte\n");

test.use({ setting: { environment: { PRIVACY_NOTICE_FILE: path, PRIVACY_CONTROLLER: "Larkspur Ltd\n1 High Street" } } });

test("stands in the place of ours, with contact, what is held and the version below it", async ({ open }) => {
  const answer = await open().get("/privacy");
  expect([answer.status, answer.setCookies]).toEqual([200, []]);
  const { body } = answer;
  expect(body).toMatch(/<div lang="en"[^>]*><h2[^>]*>Our own words<\/h2>/);
  expect(body).toContain("&lt;script&gt;alert(1)&lt;/script&gt; [no](javascript:alert(1))");
  expect(body).toContain('href="https://larkspur.example/more"');
  expect(body).not.toMatch(/href="javascript:/);
  for (const text of [t("privacy.held.attempts.title"), "1 High Street", t("privacy.notice.versionTitle")]) expect(body).toContain(text);
  expect(body).not.toContain(t("privacy.notice.recipientsTitle"));
});

test("is in the language of the reader where there is one, and says which it is where there is none", async ({ open }) => {
  const bodyFor = async (language: string) => (await open().get("/privacy", { "accept-language": language })).body;
  expect(await bodyFor("de")).toMatch(/<div lang="de"[^>]*><h2[^>]*>Unsere eigenen Worte/);
  const french = await bodyFor("fr");
  expect(french).toMatch(/<html lang="fr"/);
  expect(french).toMatch(/<div lang="en"[^>]*><h2[^>]*>Our own words/);
});

test("is one version for all its languages, with the day since when", async ({ open, stack }) => {
  const { rows } = await stack.sql.query<{ version: string }>(`SELECT "version" FROM "PrivacyVersion" ORDER BY "position" DESC LIMIT 1`);
  const version = rows[0]?.version ?? "none";
  for (const language of ["en", "de", "ja"]) expect((await open().get("/privacy", { "accept-language": language })).body).toContain(version);
});

test("no client address is in any column after a sign-in, and no cookie is set that has no place in the notice", async ({ open, stack }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await vera.post("/bag", { action: "add", productId: "wool-blanket" });
  const { callback } = await comeBack(stack, vera, persona, "/bag");
  const names = [...vera.cookies.keys()];
  await vera.get(callback);
  await signInWithAmazon(stack, vera, persona);
  names.push(...vera.cookies.keys());
  expect(names.filter((name) => !/^(authjs\.session-token|guest|siwa\.(browser|device|last)|lwa\.(state|pkce)\..+)$/.test(name))).toEqual([]);
  const { rows } = await stack.sql.query<{ table: string }>(`SELECT table_name AS "table" FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`);
  for (const { table } of rows) {
    const { rows: found } = await stack.sql.query(`SELECT 1 FROM "${table}" t WHERE t::text ~ '127\\.0\\.0\\.1|::1(/|,|\\)|$)' LIMIT 1`);
    expect(found, table).toEqual([]);
  }
});
