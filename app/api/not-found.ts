/** Addresses for programs are answered for programs, also where there is nothing. */
export function notFound(): Response {
  return Response.json({ error: "not_found" }, { status: 404 });
}
