import { browserFrom, type Browser, challengeCookieName } from "../attempts/browser.ts";
import { database, type Tx } from "../db/client.ts";
import { env } from "../env.ts";
import { deviceToken } from "./device-cookie.ts";
import { isSharedComputer } from "./shared-computer.ts";
import { guestCookieName, isSecure, readCookie } from "../http/cookies.ts";
import { requestContext } from "../telemetry/request-context.ts";
import { checkSession, type SessionView } from "../sessions/check.ts";
import { clientLabels, type ClientLabels, deviceFrom, type SessionOrigin } from "../sessions/device.ts";
import { sessionTokenFrom } from "../sessions/cookie.ts";

/** How the guest of a browser joins a user; made by lib/composition.ts from the value of the guest cookie. */
export type JoinGuest = (guestToken: string | null) => (tx: Tx, userId: string) => Promise<void>;

/** Who is on the other end of a request, as far as its cookies say. */
export type Visitor = {
  secure: boolean;
  cookieHeader: string | null;
  browser: Browser | undefined;
  /** The same for challenges of passkeys, which are bound to a cookie of their own. */
  challengeBrowser: Browser | undefined;
  /** Undefined without our listener: a header could say anything, and one name for everybody would let one lock all out. */
  clientAddress: string | undefined;
  /**
   * The session of this browser, if it is good: as it is now, so it is not remembered. Whoever was signed in when a double
   * click began may not be when its first send has ended; `pageEnd` and `formEnd` tell a twin by that.
   */
  session: () => Promise<SessionView | null>;
  guestToken: string | null;
  /** Whether the person said that others use this computer, too. */
  shared: boolean;
  /** The name by which this browser is known, or will be after a sign-in. */
  device: string;
  /** From where a session would be begun. */
  origin: SessionOrigin;
  /** The same in words of which there are few, for counting. */
  client: ClientLabels & { region: string };
};

const known = new WeakMap<Pick<Request, "headers">, Visitor>();

/** Reads the cookies of a request, once for all who ask. Costs no statement until one of the functions is called. */
export function visitorOf(request: Pick<Request, "headers">): Visitor {
  const visitor = known.get(request) ?? readVisitor(request);
  known.set(request, visitor);
  return visitor;
}

function readVisitor(request: Pick<Request, "headers">): Visitor {
  const secure = isSecure(env().AUTH_URL);
  const cookieHeader = request.headers.get("cookie");
  const token = sessionTokenFrom(cookieHeader, secure);
  const shared = isSharedComputer(cookieHeader, secure);
  const userAgent = request.headers.get("user-agent");
  return {
    secure,
    cookieHeader,
    browser: browserFrom(cookieHeader, secure),
    challengeBrowser: browserFrom(cookieHeader, secure, challengeCookieName(secure)),
    clientAddress: requestContext()?.clientAddress,
    session: async () => (token ? await checkSession(database(), token) : null),
    guestToken: readCookie(cookieHeader, guestCookieName(secure)) ?? null,
    shared,
    device: deviceToken(cookieHeader, secure),
    origin: { ...deviceFrom(userAgent), shared },
    client: { ...clientLabels(userAgent), region: env().AUTH_AMAZON_REGION },
  };
}
