import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { OpsFrame } from "./frame.tsx";

test("says to a screen reader that the operator's pages are in English, and moves nothing by it", () => {
  expect(renderToStaticMarkup(<OpsFrame>a page</OpsFrame>)).toMatch(/^<div lang="en" class="contents"><nav[\s\S]*<\/nav>a page<\/div>$/);
});
