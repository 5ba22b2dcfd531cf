import { z } from "zod";

/** Somebody with a sandbox account. */
export type Persona = {
  /** Amazon's permanent id of the person. */
  userId: string;
  /** The name of the persona's button on the sign-in page. */
  label: string;
  /** One sentence on what the persona is for. */
  about: string;
  name?: string;
  email?: string;
  postalCode?: string;
  /** Scopes that this person may leave out although the client did not ask for that with `scope_data`. */
  voluntaryScopes?: string[];
};

const mostPersonas = 1_000;

const userIdSchema = z.string().regex(/^[\x21-\x7e]{1,200}$/);
const name = z.string().max(20_000);
const email = z.string().max(2_000);
const postalCode = z.string().max(100);
const voluntaryScopes = z.array(z.string().max(100)).max(10);

/** What `POST /_sandbox/personas` takes. An id that is known already changes that persona's name and e-mail. */
export const personaSchema = z.strictObject({
  userId: userIdSchema.optional(),
  name: name.optional(),
  email: email.optional(),
  postalCode: postalCode.optional(),
  voluntaryScopes: voluntaryScopes.optional(),
});

/** What `PATCH /_sandbox/personas` takes. Absent leaves a field alone, null removes it. */
export const personaChangeSchema = z.strictObject({
  userId: userIdSchema,
  name: name.nullable().optional(),
  email: email.nullable().optional(),
  postalCode: postalCode.nullable().optional(),
  voluntaryScopes: voluntaryScopes.nullable().optional(),
  /** Takes over the e-mail address of this persona, who has none then. */
  takeEmailFrom: userIdSchema.optional(),
});

const hostileName =
  `=cmd|' /C calc'!A0 <script>alert("name")</script><img src=x onerror=alert(1)> javascript:alert(1) ` +
  `"><a href="javascript:alert(2)">\u202Egnp.exe\u202C \u2066\u200F`.padEnd(10_000, "long name \u202E");

/** The personas of every fresh sandbox. Their ids never change. */
export const builtInPersonas = {
  vera: {
    userId: builtInId("VERASHOPPER"),
    label: "Vera Shopper",
    about: "The usual shopper.",
    name: "Vera Shopper",
    email: "vera@example.test",
    postalCode: "01234",
  },
  noah: {
    userId: builtInId("NOAHNOMAIL"),
    label: "Noah Nomail",
    about: "Has an account without an e-mail address.",
    name: "Noah Nomail",
  },
  sam: {
    userId: builtInId("SAMEXISTING"),
    label: "Sam Existing",
    about: "His e-mail address belongs to a user of the shop already.",
    name: "Sam Existing",
    email: "sam@example.test",
  },
  mal: {
    userId: builtInId("MALORY"),
    label: "Mal Ory",
    about: "Means no good: for trials of attacks.",
    name: "Mal Ory",
    email: "mal@example.test",
  },
  nameless: {
    userId: builtInId("NONAME"),
    label: "No Name",
    about: "Has an e-mail address and no name.",
    email: "noname@example.test",
  },
  hostile: {
    userId: builtInId("HOSTILENAME"),
    label: "Hostile Name",
    about: "A name of 10,000 characters with markup, a formula and direction marks.",
    name: hostileName,
    email: "hostile@example.test",
  },
} as const satisfies Record<string, Persona>;

export type PersonaList = ReturnType<typeof createPersonaList>;

/** The personas of one sandbox: the built-in ones and those added while it runs, 1,000 at most. */
export function createPersonaList() {
  const fresh = () => new Map<string, Persona>(Object.values(builtInPersonas).map((persona) => [persona.userId, persona]));
  let personas = fresh();
  return {
    /** Everybody, built-in personas first. */
    all: () => [...personas.values()],
    find: (userId: string) => personas.get(userId),
    /**
     * Adds somebody, or changes the name and e-mail of a known id (absent means removed).
     *
     * @returns undefined when the list is full
     */
    add(input: z.infer<typeof personaSchema>): Persona | undefined {
      const userId = input.userId ?? builtInId(crypto.randomUUID().replaceAll("-", "").slice(0, 20).toUpperCase());
      const known = personas.get(userId);
      if (!known && personas.size >= mostPersonas) return undefined;
      const { label = input.name || input.email || userId, about = "Added while the sandbox runs." } = known ?? {};
      const { postalCode: knownPostalCode, voluntaryScopes: knownVoluntaryScopes } = known ?? {};
      const kept = { postalCode: knownPostalCode, voluntaryScopes: knownVoluntaryScopes };
      const persona = { label, about, ...withoutGaps({ ...kept, ...withoutGaps(input) }), userId };
      personas.set(userId, persona);
      return persona;
    },
    /**
     * Changes somebody.
     *
     * @returns undefined when that persona, or the one whose address is to be taken, is not there
     */
    change({ userId, takeEmailFrom, ...change }: z.infer<typeof personaChangeSchema>): Persona | undefined {
      const known = personas.get(userId);
      const other = takeEmailFrom === undefined ? undefined : personas.get(takeEmailFrom);
      if (!known || (takeEmailFrom !== undefined && !other)) return undefined;
      const taken = other ? { email: other.email } : {};
      if (other) personas.set(other.userId, withoutGaps({ ...other, email: undefined }));
      const persona = withoutGaps({ ...known, ...change, ...taken });
      personas.set(userId, persona);
      return persona;
    },
    /** Closes an account. @returns whether there was one */
    remove: (userId: string) => personas.delete(userId),
    reset(): void {
      personas = fresh();
    },
  };
}

type WithoutGaps<Value> = { [Key in keyof Value]: Exclude<Value[Key], null> };

/** Without the members that are null or undefined: what somebody does not have is not there. */
function withoutGaps<Value extends object>(value: Value): WithoutGaps<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member != null)) as WithoutGaps<Value>;
}

// 28 upper-case alphanumerics after the prefix, like Amazon's own.
function builtInId(word: string): string {
  return `amzn1.account.${`SANDBOX${word}`.padEnd(28, "0")}`;
}
