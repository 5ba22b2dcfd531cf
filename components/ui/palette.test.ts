import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

function colors(block: string): Map<string, string> {
  return new Map(Array.from(block.matchAll(/--color-([\w-]+): (#[0-9a-f]{6});/g), ([, name = "", value = ""]) => [name, value]));
}

const light = colors(css.slice(css.indexOf("@theme"), css.indexOf("@layer")));
const dark = colors(css.slice(css.indexOf("prefers-color-scheme: dark")));

/** @see WCAG 2.2, "relative luminance" */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(scheme: Map<string, string>, a: string, b: string): number {
  const [low = 0, high = 0] = [a, b].map((name) => luminance(scheme.get(name) ?? "#")).sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ["paper", "surface", "sunken"];
const texts = ["ink", "soft", "accent", "accent-strong", "error"].flatMap((text) => grounds.map((ground) => [text, ground] as const));
const tints = ["accent", "success", "warning", "error"].flatMap((kind) => [[kind, `${kind}-tint`], ["ink", `${kind}-tint`]] as const);
const buttons = [["on-accent", "accent"], ["on-accent", "accent-strong"], ["on-error", "error"], ["on-error", "error-strong"], ["paper", "ink"], ["soft", "accent-tint"], ["accent-strong", "accent-tint"], ["success", "surface"]] as const;

for (const [name, scheme] of [["light", light], ["dark", dark]] as const) {
  test.each([...texts, ...tints, ...buttons])(`${name}: %s reads on %s with a contrast of 4.5 or more`, (text, ground) => {
    expect(contrast(scheme, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(grounds)(`${name}: the edge of a control stands out from %s with a contrast of 3 or more`, (ground) => {
    expect(contrast(scheme, "edge", ground)).toBeGreaterThanOrEqual(3);
  });
}

test("dark gives a value to every colour that light has", () => {
  expect([...dark.keys()].sort()).toEqual([...light.keys()].sort());
});
