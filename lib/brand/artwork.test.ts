import { expect, test } from "vitest";
import { artworkFileName, artworkOf } from "./artwork.ts";

test("names the files as Amazon does", () => {
  expect(artworkFileName("large", "released", 1)).toBe("btnLWA_gold_195x46.png");
  expect(artworkFileName("medium", "pressed", 2)).toBe("btnLWA_gold_202x92_pressed.png");
  expect(artworkFileName("small", "released", 2)).toBe("btnLWA_gold_92x92.png");
});

test("finds nothing in an empty folder, nor where only a pressed or a doubled picture lies", () => {
  expect(artworkOf(() => false)).toBeUndefined();
  expect(artworkOf((name) => name.includes("pressed"))).toBeUndefined();
  expect(artworkOf((name) => name.includes("390x92"))).toBeUndefined();
});

test("makes do without the pictures that could not be had", () => {
  expect(artworkOf((name) => name === "btnLWA_gold_195x46.png")).toEqual({
    large: { released: { src: "/brand/btnLWA_gold_195x46.png", src2x: undefined, width: 195, height: 46 }, pressed: undefined },
  });
});

test("offers three widths in two states, each at the size it was made for", () => {
  const artwork = artworkOf(() => true);
  expect(Object.keys(artwork ?? {})).toEqual(["large", "medium", "small"]);
  expect(artwork?.medium?.pressed).toEqual({ src: "/brand/btnLWA_gold_101x46_pressed.png", src2x: "/brand/btnLWA_gold_202x92_pressed.png", width: 101, height: 46 });
  expect(artwork?.small?.released).toMatchObject({ width: 46, height: 46 });
});
