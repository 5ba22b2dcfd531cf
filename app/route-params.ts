/**
 * A placeholder's value in a page's or handler's address. Somebody who asks for the placeholder itself (`/orders/[number]`)
 * is given no parameters at all by Next.js: then it is empty, which names nothing.
 */
export async function routeParam<Name extends string>(params: Promise<Partial<Record<Name, string>> | undefined>, name: Name): Promise<string> {
  return (await params)?.[name] ?? "";
}
