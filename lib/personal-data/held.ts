/**
 * What a column of a row about a person is.
 * - `shown`: goes into the copy that the person may ask for.
 * - `owner`: says whose row it is, or which rows belong together.
 * - `secret`: a password, a token or a code, hashed or sealed, or a keyed hash of what the person typed. In no copy: a
 *   copy that somebody else gets hold of must open nothing.
 */
export type ColumnUse = "shown" | "owner" | "secret";

/** A table that holds something about people, as it is in the database. */
export type HeldTable = {
  table: string;
  /** Which rows are a user's: a condition in SQL, with `t` for the row and `$1` for the id of the user. */
  whose: string;
  /** The columns that rows are read by, in order; together they are unique among the rows of one user. */
  order: readonly [string, ...string[]];
  /** Every column of the table. A test fails when one has no entry. */
  columns: Readonly<Record<string, ColumnUse>>;
  /**
   * What a deletion leaves of the rows: nothing, or rows that name nobody any more, since the law or the safety of the
   * account wants them.
   */
  afterDeletion: "erased" | "kept";
  /** Of rows that are kept: the columns that name the person, which a deletion sets to null. */
  forgets?: readonly [string, ...string[]];
};

/** A kind of thing that is held about people; its words (what it is, what for, for how long) are at `privacy.held.<name>`. */
export type HeldData = {
  /** A short word, unique among all kinds. Copies name it, so it is never changed. */
  name: string;
  /** Parents before children: a deletion goes the other way round. */
  tables: readonly HeldTable[];
};

const use = <Use extends ColumnUse>(as: Use) => <const Names extends readonly string[]>(...names: Names) =>
  Object.fromEntries(names.map((name) => [name, as])) as Record<Names[number], Use>;

/** Columns that go into a copy. */
export const shown = use("shown");
/** Columns that say whose a row is. */
export const owner = use("owner");
/** Columns that are in no copy. */
export const secret = use("secret");

/**
 * The ids of a user ($1) and of all who were merged into them, in SQL: what a merge left with a tombstone is still the
 * person's. An array that is made once, so that PostgreSQL looks rows up by it.
 */
export const userIds = `ARRAY(WITH RECURSIVE one AS (SELECT $1::uuid AS "id" UNION SELECT u."id" FROM "User" u JOIN one ON u."mergedIntoId" = one."id") SELECT "id" FROM one)`;

/** Rows that name the user, or somebody who was merged into them. */
export const ofTheUser = `t."userId" = ANY (${userIds})`;

/** Rows that belong to a row of another table that names the user. */
export const ofTheirs = (column: string, table: string): string => `t."${column}" = ANY (ARRAY(SELECT "id" FROM "${table}" WHERE "userId" = ANY (${userIds})))`;
