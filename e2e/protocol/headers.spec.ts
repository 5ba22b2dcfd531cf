import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { type Finding, Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { forms, machines, pagePaths, userForms } from "../fixtures/endpoints.ts";
import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { sessionOf, signedIn } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** The headers of every kind of answer, and the methods that are served: WP-03, WP-05. */

const everyPath = [...pagePaths, ...Object.values(machines).map(({ path }) => path), "/signin/error?code=state_mismatch", "/nothing-here", "/signin/nothing", "/api/auth/nothing", "/account/", "/_error", "/_next/image", "/%E0%A4%A", `/${"a".repeat(9_000)}`];

function policyOf(answer: Answer): Map<string, string[]> {
  const lines = (answer.headers.get("content-security-policy") ?? "").split(";").map((line) => line.trim().split(/\s+/));
  return new Map(lines.map(([name = "", ...values]) => [name, values]));
}

test("every answer has a tight content policy, with a nonce of its own where there is script", async ({ open }) => {
  const nonces: string[] = [];
  const hostile = { "content-security-policy": "script-src 'nonce-evil\"><script>alert(1)</script>' *", "x-nonce": "evil", "content-security-policy-report-only": "default-src *" };
  for (const path of everyPath) {
    for (const headers of [{}, hostile] as Record<string, string>[]) {
      const answer = await open().get(path, headers);
      const policy = policyOf(answer);
      const text = answer.headers.get("content-security-policy") ?? "";
      expect(text, path).not.toMatch(/unsafe-inline|unsafe-eval|evil|\*/);
      expect(policy.get("frame-ancestors"), path).toEqual(["'none'"]);
      expect(policy.get("base-uri"), path).toEqual(["'none'"]);
      expect(policy.get("object-src") ?? policy.get("default-src"), path).toEqual(["'none'"]);
      expect(policy.get("form-action")?.join(" ") ?? "", path).not.toMatch(/\*|http:(?!\/\/(localhost|127\.0\.0\.1):)/);
      const nonce = /'nonce-([^']+)'/.exec(text)?.[1];
      if (nonce) nonces.push(nonce);
      for (const [script] of answer.body.matchAll(/<script\b[^>]*>/g)) expect(script, path).toContain(`nonce="${nonce}"`);
      expect(answer.body, path).not.toMatch(/\son(error|click|load)=|style="|javascript:/i);
    }
  }
  expect(nonces.length).toBeGreaterThan(10);
  expect(new Set(nonces).size).toBe(nonces.length);
});

/** One answer of every kind: pages, refusals by us and by the listener, redirects, data, files, faults. */
async function everyKind(stack: Stack, vera: HttpBrowser): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const path of [...everyPath, "/icon.svg", "/products/home.svg"]) answers.push(await vera.get(path));
  for (const { path } of [...forms, ...userForms].filter((form) => form.path !== "/signout")) answers.push(await vera.post(path, {}), await vera.post(path, {}, { origin: "https://evil.example" }));
  answers.push(await vera.post("/signin/check-email", { email: "x" }), await vera.post("/bag", { a: "b" }, { "content-type": "image/png" }), await vera.post("/bag", {}));
  answers.push(await vera.request("/", { method: "PUT" }), await vera.request("/api/auth/session", { method: "PUT" }), await vera.request("/", { headers: { pad: "x".repeat(20_000) } }));
  answers.push(await vera.get("/account", { rsc: "1" }), await vera.get("/?_rsc=1", { rsc: "1" }));
  const file = /\/_next\/static\/[^"]+\.js/.exec(answers.find(({ body }) => body.includes("/_next/static/"))?.body ?? "")?.[0] ?? "";
  const [script, absent] = [await vera.get(file), await vera.get("/_next/static/chunks/absent.js")];
  expect([script.status, absent.status]).toEqual([200, 404]);
  await stack.sql.query(`ALTER TABLE "BagItem" RENAME TO "BagItemAway"`);
  try {
    answers.push(await vera.get("/bag"));
  } finally {
    await stack.sql.query(`ALTER TABLE "BagItemAway" RENAME TO "BagItem"`);
  }
  stack.wire.cut();
  answers.push(await vera.get("/account"), await vera.get("/api/auth/session"), await vera.post("/bag", { action: "add", productId: "wool-blanket" }));
  stack.wire.restore();
  return [...answers, script, absent];
}

/** What csp_evaluator may say of an installation in development; against the real Amazon it says nothing (lib/http/headers.test.ts). */
function isOfSandbox({ directive, value }: Finding, stack: Stack): boolean {
  return directive === "form-action" && value === stack.sandbox.url;
}

test("an independent judge finds nothing in the policy of any kind of answer, and every page reports", async ({ stack, open, journal }) => {
  journal.faultsExpected = "broken";
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  const answers = await everyKind(stack, vera);
  const statuses = new Set(answers.map(({ status }) => status));
  for (const status of [200, 303, 307, 308, 400, 403, 404, 405, 414, 415, 422, 431, 500, 503]) expect(statuses, `an answer with ${status}`).toContain(status);
  const found: string[] = [];
  for (const policy of new Set(answers.map(({ headers }) => (headers.get("content-security-policy") ?? "none").replace(/'nonce-[^']+'/, "'nonce-MTIzNDU2Nzg5MDEyMzQ1Ng=='")))) {
    // 'self' beside 'strict-dynamic' is for browsers that do not know the latter; its finding has no severity.
    const findings = new CspEvaluator(new CspParser(policy).csp).evaluate().filter((finding) => finding.severity < Severity.NONE && !isOfSandbox(finding, stack));
    found.push(...findings.map(({ severity, directive, value, description }) => `${Severity[severity]} ${directive} ${value ?? ""}: ${description} (${policy})`));
    if (policy.includes("nonce-")) expect(policy).toContain("report-uri /api/csp-report");
  }
  expect(found).toEqual([]);
});

test("every answer carries the header set, whatever its status", async ({ stack, open, journal }) => {
  journal.faultsExpected = "broken";
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  for (const { headers, url, status, body } of [...(await everyKind(stack, vera)), await vera.request("/", { method: "TRACE" })]) {
    const label = `${status} ${url.slice(0, 80)}`;
    expect(headers.get("x-content-type-options"), label).toBe("nosniff");
    expect(headers.get("x-frame-options"), label).toBe("DENY");
    expect(headers.get("referrer-policy"), label).toMatch(/^(no-referrer|strict-origin-when-cross-origin)$/);
    expect(headers.get("cross-origin-opener-policy"), label).toBe("same-origin");
    expect(headers.get("cross-origin-resource-policy"), label).toBe("same-origin");
    expect(headers.get("permissions-policy"), label).toContain("camera=()");
    expect(headers.get("x-request-id"), label).toMatch(/^[\w-]{22}$/);
    expect(headers.get("cache-control"), label).toMatch(/no-store|^public, max-age=/);
    expect(headers.get("content-security-policy"), label).toContain("frame-ancestors 'none'");
    // A body says what it is and in which letters, so that no browser guesses.
    if (body !== "" && status < 300) expect(headers.get("content-type"), label).toMatch(/^(text\/(html|plain|css|x-component)|application\/(json|javascript)|image\/svg\+xml)/);
    if (headers.get("content-type")?.startsWith("text/html")) expect(headers.get("content-type"), label).toBe("text/html; charset=utf-8");
    for (const name of ["access-control-allow-origin", "access-control-allow-credentials", "x-powered-by", "server", "via", "x-nextjs-cache", "x-middleware-rewrite", "x-middleware-next", "strict-transport-security"]) expect(headers.get(name), `${label} ${name}`).toBeNull();
  }
  expect(stack.appUrl).toMatch(/^http:/);
});

test("methods that are not served are refused, on pages and on machines' addresses", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  for (const path of ["/", "/account", "/signout", "/api/auth/signin/amazon", "/nothing-here", "/icon.svg", ...Object.values(machines).map((machine) => machine.path)]) {
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "QUERY", "LINK", "PURGE", "SEARCH"]) {
      const answer = await vera.request(path, { method, headers: { "x-secret": "echo", "max-forwards": "0" } });
      expect(answer.status, `${method} ${path}`).toBe(405);
      expect(answer.headers.get("allow")).toBe("GET, HEAD, POST");
      expect(answer.body).not.toContain("echo");
    }
  }
  expect(await sessionOf(vera)).not.toBeNull();
});

test("every machine's address takes the one method it is for", async ({ open }) => {
  for (const { path, allows } of Object.values(machines)) {
    const [read, sent] = [await open().get(path), await open().post(path, { a: "b" })];
    // Outside /api what is sent to an address looks for the handler of a form there.
    if (allows === "GET") expect([read.status < 400, sent.status], path).toEqual([true, path.startsWith("/api/") ? 405 : 404]);
    if (allows === "POST") expect([read.status, sent.status], path).toEqual([405, 415]);
    if (allows === "none") expect([read.status, sent.status], path).toEqual([404, 404]);
  }
});
