import { existsSync } from "node:fs";
import { join } from "node:path";

/** The three widths of Amazon's buttons, in CSS pixels, as Amazon makes them for touch. */
export const artworkSizes = {
  /** Reads "Login with Amazon". */
  large: { width: 195, height: 46 },
  /** Reads "Login". */
  medium: { width: 101, height: 46 },
  /** The mark alone; only in a row of such marks. */
  small: { width: 46, height: 46 },
} as const;
export type ArtworkWidth = keyof typeof artworkSizes;

export const artworkStates = ["released", "pressed"] as const;
export type ArtworkState = (typeof artworkStates)[number];

/** One picture of a button: its address, and that of the one with twice the pixels where there is one. */
export type ArtworkImage = { src: string; src2x: string | undefined; width: number; height: number };

/** What is installed. `pressed` is missing where Amazon's own was not to be had. */
export type Artwork = Partial<Record<ArtworkWidth, { released: ArtworkImage; pressed: ArtworkImage | undefined }>>;

/**
 * The name of one of Amazon's files.
 * @param scale 2 for screens with two pixels to a CSS pixel
 */
export function artworkFileName(width: ArtworkWidth, state: ArtworkState, scale: 1 | 2): string {
  const size = artworkSizes[width];
  return `btnLWA_gold_${size.width * scale}x${size.height * scale}${state === "pressed" ? "_pressed" : ""}.png`;
}

/**
 * What of Amazon's artwork is there.
 * @param has whether a file of this name is installed
 * @returns undefined where nothing can be shown: then the button is one of plain words
 */
export function artworkOf(has: (fileName: string) => boolean): Artwork | undefined {
  const image = (width: ArtworkWidth, state: ArtworkState): ArtworkImage | undefined => {
    const [name, name2x] = [artworkFileName(width, state, 1), artworkFileName(width, state, 2)];
    return has(name) ? { src: `/brand/${name}`, src2x: has(name2x) ? `/brand/${name2x}` : undefined, ...artworkSizes[width] } : undefined;
  };
  const widths = Object.keys(artworkSizes) as ArtworkWidth[];
  const found = widths.flatMap((width) => {
    const released = image(width, "released");
    return released ? [[width, { released, pressed: image(width, "pressed") }] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

let installed: { artwork: Artwork | undefined } | undefined;

/** The artwork in `public/brand/`, looked for once: the web server lists its public files at its start, too. */
export function installedArtwork(): Artwork | undefined {
  installed ??= { artwork: artworkOf((name) => existsSync(join(process.cwd(), "public", "brand", name))) };
  return installed.artwork;
}
