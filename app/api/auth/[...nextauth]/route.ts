import { handleAuthGet, handleAuthPost } from "#lib/auth/handlers.ts";
import { joinGuest } from "#lib/composition.ts";

/** Without parameters when somebody asks for the placeholder itself. */
type Context = { params: Promise<{ nextauth?: string[] } | undefined> };

export async function GET(request: Request, context: Context): Promise<Response> {
  return await handleAuthGet(request, (await context.params)?.nextauth ?? [], joinGuest);
}

export async function POST(request: Request, context: Context): Promise<Response> {
  return await handleAuthPost(request, (await context.params)?.nextauth ?? []);
}
