import { renderToStaticMarkup } from "react-dom/server";
import { createElement } from "react";
import fc from "fast-check";
import { expect, test } from "vitest";
import { OperatorText } from "#components/privacy/operator-text.tsx";
import { parseOperatorText } from "./operator-text.ts";

fc.configureGlobal({ seed: 20_261_127 });

const html = (source: string) => renderToStaticMarkup(createElement(OperatorText, { locale: "de", blocks: parseOperatorText(source) }));

test("reads headings, paragraphs, lists and links, and says in which language they are", () => {
  const page = html("# Who we are\n\nLarkspur Ltd,\n1 High Street.\n\n## What\n- one [page](https://shop.example/a?b=c)\n- two\n1. first\n2. second\n\nWrite to [us](mailto:help@shop.example).");
  expect(page).toMatch(/^<div lang="de"/);
  expect(page.replaceAll(/ class="[^"]*"/g, "")).toBe(
    '<div lang="de"><h2>Who we are</h2><p>Larkspur Ltd, 1 High Street.</p><h3>What</h3><ul><li>one <a href="https://shop.example/a?b=c" rel="noreferrer">page</a></li><li>two</li></ul><ol><li>first</li><li>second</li></ol><p>Write to <a href="mailto:help@shop.example" rel="noreferrer">us</a>.</p></div>',
  );
});

test.each([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "[here](javascript:alert(1))",
  "[here](JaVaScRiPt:alert`1`)",
  "[here](data:text/html,<script>x</script>)",
  "[here](http://shop.example)",
  "[here](//evil.example)",
  "[here](/account)",
  "[here](https://user:password@evil.example)",
  "[here](mailto:a@b.example?bcc=c@d.example)",
  '[here](https://x.example"onclick="x)',
  "![picture](https://evil.example/x.png)",
  "[here]: https://evil.example",
  "&lt;b&gt; **bold** `code` <https://evil.example>",
])("shows %j as it was typed, or as a plain link, and nothing of it runs", (source) => {
  const page = html(source);
  expect(page).not.toMatch(/<(script|img|b|iframe|svg)\b/);
  for (const [, href = ""] of page.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(https:\/\/(?![^/]*@)|mailto:[^?]+$)/);
  expect(page).not.toMatch(/\son\w+="/);
});

test("whatever is in the file, its page has no element that is not ours, and no word is lost", () => {
  const pieces = fc.constantFrom("# ", "## ", "- ", "1. ", "[", "](", ")", "https://a.example", "javascript:x", "<b>", "</p>", '"', "&", "\n", "\n\n", "\r", " ", "word", "\u202e");
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      const source = parts.join("");
      const page = html(source);
      expect([...page.matchAll(/<\/?([a-z0-9]+)/g)].map(([, name]) => name).filter((name) => !["div", "h2", "h3", "h4", "p", "ul", "ol", "li", "a"].includes(name ?? ""))).toEqual([]);
      expect(page.split("word").length).toBe(source.split("word").length);
    }),
  );
});

test("a heading may be closed by the marks that open it, and may be nothing else", () => {
  expect(html("## About us ##  \n# ###\n# C#").replaceAll(/ class="[^"]*"/g, "")).toBe('<div lang="de"><h3>About us</h3><h2>###</h2><h2>C</h2></div>');
});

test.each([
  ["brackets", "[".repeat(100_000) + "](".repeat(50_000) + "- ".repeat(20_000)],
  ["spaces in a heading", `# x${" ".repeat(120_000)}y${" ".repeat(120_000)}z`],
  ["marks in a heading", `# ${"#".repeat(120_000)}x${"# ".repeat(60_000)}y`],
  ["spaces before a separator", `- ${" ".repeat(240_000)}a\u2028b\n# ${" ".repeat(5_000)}a\u2028b`],
  ["items behind a long one", `- ${"x".repeat(120_000)}\n${"- a\n".repeat(30_000)}`],
])("a text as long as a file may be is read in no time, also when it is full of %s", (_what, source) => {
  const started = performance.now();
  parseOperatorText(source);
  expect(performance.now() - started).toBeLessThan(1_000);
});
