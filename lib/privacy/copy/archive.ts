import { Zip, ZipDeflate } from "fflate";

/** A file of an archive, written as its text comes. */
export type ArchiveFile = { name: string; text: AsyncIterable<string> };

/**
 * A zip archive as a stream: what a piece of text makes of it goes on before the next one is asked for.
 * @param at the time that the files have in it
 */
export async function* archiveOf(files: readonly ArchiveFile[], at: Date): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  const encoder = new TextEncoder();
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    waiting.push(chunk);
  });
  const taken = () => {
    const chunks = waiting;
    waiting = [];
    return chunks.filter(({ length }) => length > 0);
  };
  for (const { name, text } of files) {
    const file = Object.assign(new ZipDeflate(name, { level: 6 }), { mtime: at });
    zip.add(file);
    for await (const part of text) {
      file.push(encoder.encode(part));
      yield* taken();
    }
    file.push(new Uint8Array(), true);
    yield* taken();
  }
  zip.end();
  yield* taken();
}

/** The same bytes in pieces of one size, but for the last. */
export async function* inPieces(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let [piece, filled] = [new Uint8Array(size), 0];
  for await (const chunk of chunks) {
    let rest = chunk;
    while (rest.length > 0) {
      const part = rest.subarray(0, size - filled);
      piece.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
      if (filled < size) continue;
      yield piece;
      [piece, filled] = [new Uint8Array(size), 0];
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
