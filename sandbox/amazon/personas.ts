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
};

const mostPersonas = 1_000;

/** What `POST /_sandbox/personas` takes. An id that is known already changes that persona's name and e-mail. */
export const personaSchema = z.strictObject({
  userId: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .optional(),
  name: z.string().max(20_000).optional(),
  email: z.string().max(2_000).optional(),
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
  const personas = new Map<string, Persona>(Object.values(builtInPersonas).map((persona) => [persona.userId, persona]));
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
      const persona: Persona = {
        userId,
        label: known?.label ?? (input.name || input.email || userId),
        about: known?.about ?? "Added while the sandbox runs.",
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.email === undefined ? {} : { email: input.email }),
        ...(known?.postalCode ? { postalCode: known.postalCode } : {}),
      };
      personas.set(userId, persona);
      return persona;
    },
  };
}

// 28 upper-case alphanumerics after the prefix, like Amazon's own.
function builtInId(word: string): string {
  return `amzn1.account.${`SANDBOX${word}`.padEnd(28, "0")}`;
}
