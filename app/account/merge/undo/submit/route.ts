import { z } from "zod";
import { idField } from "#app/form-fields.ts";
import { takeApart } from "#lib/auth/merge/undo-merge.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { personalDataEntries } from "#lib/composition.ts";
import { formRoute } from "#lib/http/form-route.ts";

export const POST = formRoute(z.object({ merge: idField }), async ({ merge }, request) => await takeApart(request, visitorOf(request), merge, personalDataEntries));
