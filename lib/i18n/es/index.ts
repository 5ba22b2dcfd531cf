import type { Catalogue } from "../catalogue.ts";
import { account } from "./account.ts";
import { amazon } from "./amazon.ts";
import { auth } from "./auth.ts";
import { common } from "./common.ts";
import { copy } from "./copy.ts";
import { deletion } from "./deletion.ts";
import { emailAddress } from "./email-address.ts";
import { help } from "./help.ts";
import { linking } from "./linking.ts";
import { listener } from "./listener.ts";
import { mail } from "./mail.ts";
import { merge } from "./merge.ts";
import { methods } from "./methods.ts";
import { notices } from "./notices.ts";
import { outcomes } from "./outcomes.ts";
import { pages } from "./pages.ts";
import { passkey } from "./passkey.ts";
import { password } from "./password.ts";
import { sessions } from "./sessions.ts";
import { privacy } from "./privacy.ts";
import { shop } from "./shop.ts";
import { stepUp } from "./step-up.ts";

/** Every word on pages and in mails, in Spanish. */
export const es: Catalogue = { account, amazon, auth, common, copy, deletion, emailAddress, help, linking, listener, mail, merge, methods, notices, outcomes, pages, passkey, password, privacy, sessions, shop, stepUp };
