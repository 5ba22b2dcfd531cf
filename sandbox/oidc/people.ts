/** Somebody with an account at the second upstream. */
export type OidcPerson = {
  /** In the form of Amazon's ids, where it plays Amazon: `amzn1.account.` and upper-case letters and digits. */
  userId: string;
  name?: string;
  email?: string;
  /** What an OpenID provider says of the address; Login with Amazon says nothing. */
  emailVerified?: boolean;
};

export type People = ReturnType<typeof createPeople>;

/** Everybody the upstream knows; somebody with a known id takes the place of the earlier one. */
export function createPeople(first: readonly OidcPerson[]) {
  const people = new Map(first.map((person) => [person.userId, person]));
  return {
    all: () => [...people.values()],
    find: (userId: string) => people.get(userId),
    /** Without an id somebody new is made up. */
    add(person: Partial<OidcPerson>): OidcPerson {
      const whole = { ...person, userId: person.userId ?? newUserId() };
      people.set(whole.userId, whole);
      return whole;
    },
    /** An account that was closed: its tokens stay, and name nobody. */
    remove: (userId: string) => void people.delete(userId),
  };
}

function newUserId(): string {
  return `amzn1.account.OIDC${crypto.randomUUID().replaceAll("-", "").slice(0, 24).toUpperCase()}`;
}
