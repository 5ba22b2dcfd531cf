/** What a `Set-Cookie` line says, for tests that look at every one of them. */
export type CookieLine = { name: string; path: string | undefined; sameSite: string | undefined; flags: string[]; domain: boolean; seconds: number; bytes: number };

/** Reads a line as a browser does; `seconds` is how long the browser keeps it, NaN where it is not said. */
export function readSetCookie(line: string): CookieLine {
  const [pair = "", ...attributes] = line.split(/;\s*/);
  const said = new Map(attributes.map((text) => [(text.split("=")[0] ?? "").toLowerCase(), text.slice(text.indexOf("=") + 1)] as const));
  const maxAge = said.get("max-age");
  return {
    name: pair.split("=")[0] ?? "",
    path: said.get("path"),
    sameSite: said.get("samesite")?.toLowerCase(),
    flags: ["secure", "httponly"].filter((flag) => said.has(flag)),
    domain: said.has("domain"),
    seconds: maxAge === undefined ? (Date.parse(said.get("expires") ?? "") - Date.now()) / 1_000 : Number(maxAge),
    bytes: Buffer.byteLength(line),
  };
}
