/** Request header in which a refused form's values travel from the route handler to the page that is shown again. */
export const formValuesHeader = "x-form-values";

/** Enough for every form of ours, a message to the shop in any script included; beside it there is room for all cookies. */
const maxHeaderLength = 32_768;

/**
 * Packs what a person typed, for one internal request.
 * @returns base64url of JSON, or undefined when it is over 32 KiB: the form is then shown empty
 */
export function packFormValues(values: Record<string, string>): string | undefined {
  const packed = Buffer.from(JSON.stringify(values)).toString("base64url");
  return packed.length > maxHeaderLength ? undefined : packed;
}

/**
 * What the person typed before the form was refused, by field name; empty on a first visit.
 * Never throws: a header that cannot be read counts as empty.
 * @param headers of the page's request, `await headers()`
 */
export function formValues(headers: { get(name: string): string | null }): Record<string, string> {
  const packed = headers.get(formValuesHeader);
  if (packed === null || packed.length > maxHeaderLength) return {};
  try {
    const parsed: unknown = JSON.parse(Buffer.from(packed, "base64url").toString("utf8"));
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return {};
    return Object.fromEntries(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return {};
  }
}
