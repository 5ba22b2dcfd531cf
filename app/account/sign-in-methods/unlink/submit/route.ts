import { z } from "zod";
import { idField } from "#app/form-fields.ts";
import { unlinkOwnAccount } from "#lib/auth/unlink-account.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";

export const POST = formRoute(z.object({ account: idField }), async ({ account }, request) => await unlinkOwnAccount(request, visitorOf(request), account));
