export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The value of a query parameter; undefined when it is missing or came more than once. */
export async function queryValue(searchParams: SearchParams, name: string): Promise<string | undefined> {
  const value = (await searchParams)[name];
  return typeof value === "string" ? value : undefined;
}
