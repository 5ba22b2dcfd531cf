/** No user needs more; a file without line breaks must not fill the memory. */
const longestLine = 64 * 1_024;

export type Line = { number: number; text: string } | { number: number; tooLong: true };

/**
 * The lines of a file of any size, one at a time. Empty ones are left out, but counted; of one that is too long only
 * that is told.
 * @param chunks the file as it is read, as UTF-8 text
 */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let [rest, number, tooLong] = ["", 1, false];
  const take = (text: string): Line | undefined => {
    const line = tooLong || text.length > longestLine ? { number, tooLong: true as const } : { number, text: text.replace(/^\uFEFF/, "").trim() };
    [number, tooLong] = [number + 1, false];
    return "text" in line && line.text === "" ? undefined : line;
  };
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const line = take(part);
      if (line) yield line;
    }
    if (rest.length > longestLine) [rest, tooLong] = ["", true];
  }
  const last = tooLong || rest !== "" ? take(rest) : undefined;
  if (last) yield last;
}
