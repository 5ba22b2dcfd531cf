/** Addresses for programs are answered for programs, also where there is nothing. */
function notFound(): Response {
  return Response.json({ error: "not_found" }, { status: 404 });
}

export { notFound as GET, notFound as POST };
