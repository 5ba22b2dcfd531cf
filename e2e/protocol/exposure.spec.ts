import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installedCopies, packageProblems } from "#lib/doctor/packages.ts";
import { readSbom } from "#scripts/build/sbom.ts";
import { sbomFile } from "#scripts/start/build.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** What lies beside the site must not be had from it: WP-10. */

const repository = fileURLToPath(new URL("../../", import.meta.url));
const distDir = process.env.NEXT_DIST_DIR ?? ".next";
const buildId = () => readFileSync(join(repository, distDir, "BUILD_ID"), "utf8");

/** Files of the checkout and of the build, and addresses of Next's own. */
function hidden(): string[] {
  const files = [".env", ".env.local", ".env.example", ".git/HEAD", ".git/config", ".gitignore", ".npmrc", "package.json", "package-lock.json", "tsconfig.json", "next.config.mjs", "middleware.ts", "README.md", "CHANGELOG.md", "server/main.ts", "lib/env.ts", "prisma/schema.prisma", "docs/architecture.md", "scripts/run.mjs", "sandbox/amazon/defaults.ts", ".data/runtime.json", ".data/secrets.json", "node_modules/next/package.json"];
  const built = ["BUILD_ID", sbomFile, "siwa-source-hash", "build-manifest.json", "required-server-files.json", "server/middleware.js", "server/app/account/page.js", "server/server-reference-manifest.json", "server/preview-props.json", "trace", "cache"];
  const ofNext = ["_next/image?url=%2Fproducts%2Fhome.svg&w=64&q=75", "_next/image?url=http%3A%2F%2F169.254.169.254%2F&w=64&q=75", `_next/data/${buildId()}/account.json`, `_next/data/${buildId()}/index.json`, "_next/webpack-hmr", "_next/mcp", "__nextjs_original-stack-frames", "__nextjs_source-map?filename=x", "__nextjs_font/x", "_error", "_global-error", "_document", "_app", "api/metrics", "debug", "server-status", "actuator/env"];
  return [...files, ...files.map((file) => `public/${file}`), ...built.flatMap((file) => [`_next/${file}`, `${distDir}/${file}`, `.next/${file}`]), ...ofNext].map((path) => `/${path}`);
}

/** Ways out of a folder that is served. */
const upwards = ["/_next/static/../", "/_next/static/%2e%2e/", "/_next/static/..%2f", "/_next/static/..%5c", "/_next/static/%252e%252e/", "/products/../", "/products/..%2f..%2f", "/products/%2e%2e/%2e%2e/", "/products/..%5c..%5c", "/brand/..;/", "/icon.svg/../", "/.//", "//"];

test("no file of the checkout, of the build or of Next's own can be had", async ({ open }) => {
  const vera = open();
  for (const path of [...hidden(), ...upwards.flatMap((way) => [".env", "package.json", "BUILD_ID", "server/middleware.js", "../package.json"].map((file) => way + file))]) {
    const answer = await vera.get(path);
    // Doubled slashes are redirected to the plain address first.
    expect([400, 404, 308], `${path} answered ${answer.status}`).toContain(answer.status);
    if (answer.status === 308) expect((await vera.get(new URL(answer.headers.get("location") ?? "", vera.origin).pathname)).status, path).toBe(404);
    expect(answer.body, path).not.toMatch(/"dependencies"|AUTH_SECRET=|postgresql:\/\/|encryptionKey|previewMode|ref: refs|import \{/);
  }
});

test("what is served of the build has no source map, no source and no secret in it, and is a production build", async ({ stack, open }) => {
  const vera = open();
  const folder = join(repository, distDir, "static");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((file) => file.endsWith(".map"))).toEqual([]);
  const { AUTH_SECRET = "x", VAULT_KEYS = "x", DATABASE_URL = "x", AUTH_AMAZON_SECRET = "x" } = stack.environment;
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    for (const secret of [AUTH_SECRET, VAULT_KEYS, DATABASE_URL, AUTH_AMAZON_SECRET, repository]) expect(text.includes(secret), file).toBe(false);
    expect(text, file).not.toMatch(/sourceMappingURL|postgresql:\/\/|#lib\//);
    expect((await vera.get(`/_next/static${file.slice(folder.length).replaceAll("\\", "/")}.map`)).status, file).toBe(404);
  }
  for (const path of ["/", "/signin", "/nothing-here"]) expect((await vera.get(path)).body).not.toMatch(/react-refresh|__nextjs|hmr|sourceMappingURL|node_modules/i);
});

test("every installed package is at or above its floor, and the build lists what is installed", () => {
  expect(packageProblems(installedCopies(repository))).toEqual([]);
  const sbom = readFileSync(join(repository, distDir, sbomFile), "utf8");
  expect(JSON.parse(sbom)).toEqual(JSON.parse(JSON.stringify(readSbom(repository))));
  expect(sbom.includes(repository)).toBe(false);
});
