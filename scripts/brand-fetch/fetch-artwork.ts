import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { artworkFileName, artworkSizes, artworkStates, type ArtworkState, type ArtworkWidth } from "#lib/brand/artwork.ts";
import { RemedyError } from "../process/remedy.ts";
import { pngSize } from "./png.ts";

/** Where Amazon keeps the pictures for the buttons. */
export const amazonArtworkAddress = "https://images-na.ssl-images-amazon.com/images/G/01/lwa/";

const maxBytes = 200_000;
const timeLimitMilliseconds = 10_000;

type Wanted = { name: string; width: number; height: number; needed: boolean };
type Got = { name: string; bytes: Buffer } | { name: string; problem: string };

/** All three widths, in both states, for both kinds of screen. Only the large released one must be there. */
export function wantedFiles(): Wanted[] {
  const widths = Object.keys(artworkSizes) as ArtworkWidth[];
  const one = (width: ArtworkWidth, state: ArtworkState, scale: 1 | 2): Wanted => ({
    name: artworkFileName(width, state, scale),
    width: artworkSizes[width].width * scale,
    height: artworkSizes[width].height * scale,
    needed: width === "large" && state === "released" && scale === 1,
  });
  return widths.flatMap((width) => artworkStates.flatMap((state) => [one(width, state, 1), one(width, state, 2)]));
}

async function readBounded(response: Response): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function fetchOne(base: string, { name, width, height }: Wanted): Promise<Got> {
  try {
    // A redirect would lead to a picture that somebody else chose.
    const response = await fetch(new URL(name, base), { redirect: "error", signal: AbortSignal.timeout(timeLimitMilliseconds) });
    if (response.status !== 200) return { name, problem: `answered ${response.status}` };
    const bytes = await readBounded(response);
    if (!bytes) return { name, problem: `has over ${maxBytes} bytes` };
    const size = pngSize(bytes);
    if (!size) return { name, problem: "is no PNG picture" };
    return size.width === width && size.height === height ? { name, bytes } : { name, problem: `is ${size.width}x${size.height} pixels large` };
  } catch {
    return { name, problem: "could not be reached" };
  }
}

/**
 * Brings Amazon's own pictures for the button into a folder, byte for byte. What is no PNG of exactly the expected size
 * is left out; a picture that is left out counts as not installed, and the button makes do without it. Pictures that
 * lie there from an earlier time are replaced, and removed where Amazon has them no more.
 * @param folder where they go; made when missing
 * @param base address of Amazon's folder, ending in a slash
 * @returns the names of what lies there now, and why each other one does not
 * @throws RemedyError when the large button itself is not to be had; the folder is as it was then
 */
export async function fetchArtwork(folder: string, base: string = amazonArtworkAddress): Promise<{ installed: string[]; leftOut: string[] }> {
  const wanted = wantedFiles();
  const got = await Promise.all(wanted.map((file) => fetchOne(base, file)));
  const missing = got.find((one) => "problem" in one && wanted.some(({ name, needed }) => needed && name === one.name));
  if (missing && "problem" in missing) {
    throw new RemedyError(
      `Amazon's button could not be fetched: ${missing.name} ${missing.problem}. Nothing was changed.`,
      "Try again where there is internet, or put Amazon's files into public/brand/ yourself (docs/brand.md names them). Until then the button is one of plain words.",
    );
  }
  mkdirSync(folder, { recursive: true });
  for (const one of got) {
    const path = join(folder, one.name);
    if ("problem" in one) rmSync(path, { force: true });
    else {
      writeFileSync(`${path}.part`, one.bytes);
      renameSync(`${path}.part`, path);
    }
  }
  return {
    installed: got.flatMap((one) => ("bytes" in one ? [one.name] : [])),
    leftOut: got.flatMap((one) => ("problem" in one ? [`${one.name} ${one.problem}`] : [])),
  };
}
