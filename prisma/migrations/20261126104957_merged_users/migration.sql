-- AlterEnum
ALTER TYPE "UserStatus" ADD VALUE 'merged';

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "mergedIntoId" UUID;

-- CreateTable
CREATE TABLE "MergeJournal" (
    "id" UUID NOT NULL,
    "keptUserId" UUID NOT NULL,
    "mergedUserId" UUID NOT NULL,
    "entries" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "undoneAt" TIMESTAMPTZ(3),

    CONSTRAINT "MergeJournal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "MergeJournal_keptUserId_idx" ON "MergeJournal"("keptUserId");

-- CreateIndex
CREATE INDEX "MergeJournal_mergedUserId_idx" ON "MergeJournal"("mergedUserId");

-- CreateIndex
CREATE INDEX "MergeJournal_expires_idx" ON "MergeJournal"("expires");

-- CreateIndex
CREATE INDEX "User_mergedIntoId_idx" ON "User"("mergedIntoId");

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_mergedIntoId_fkey" FOREIGN KEY ("mergedIntoId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MergeJournal" ADD CONSTRAINT "MergeJournal_keptUserId_fkey" FOREIGN KEY ("keptUserId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MergeJournal" ADD CONSTRAINT "MergeJournal_mergedUserId_fkey" FOREIGN KEY ("mergedUserId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- What the Prisma schema cannot say ----

-- A tombstone says whose part it is, and owns no address that a code could be sent to. As text, because a value that
-- was added to an enum just now cannot be used before the commit.
ALTER TABLE "User" ADD CONSTRAINT "User_merged_check" CHECK (("status"::text = 'merged') = ("mergedIntoId" IS NOT NULL));
ALTER TABLE "User" ADD CONSTRAINT "User_merged_address_check" CHECK ("mergedIntoId" IS NULL OR num_nonnulls("email", "provedEmail", "emailVerified") = 0);
ALTER TABLE "User" ADD CONSTRAINT "User_merged_other_check" CHECK ("mergedIntoId" <> "id");

ALTER TABLE "MergeJournal" ADD CONSTRAINT "MergeJournal_two_users_check" CHECK ("keptUserId" <> "mergedUserId");
ALTER TABLE "MergeJournal" ADD CONSTRAINT "MergeJournal_expires_check" CHECK ("expires" > "createdAt");
-- A user goes once, until that is undone.
CREATE UNIQUE INDEX "MergeJournal_gone_once" ON "MergeJournal"("mergedUserId") WHERE "undoneAt" IS NULL;

-- A tombstone gets neither a session nor a way in, whoever forgets to look. The row is read under a lock, so that
-- whoever meets a merge waits for its end.
CREATE FUNCTION "refuse_tombstone_owner"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  owner_status text;
BEGIN
  SELECT "status"::text INTO owner_status FROM "User" WHERE "id" = NEW."userId" FOR KEY SHARE;
  IF owner_status = 'merged' THEN
    RAISE EXCEPTION '% of a merged user is refused', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END;
$$;
CREATE TRIGGER "Session_no_tombstone" BEFORE INSERT OR UPDATE OF "userId" ON "Session"
  FOR EACH ROW EXECUTE FUNCTION "refuse_tombstone_owner"();
CREATE TRIGGER "Account_no_tombstone" BEFORE INSERT OR UPDATE OF "userId" ON "Account"
  FOR EACH ROW EXECUTE FUNCTION "refuse_tombstone_owner"();
CREATE TRIGGER "Passkey_no_tombstone" BEFORE INSERT OR UPDATE OF "userId" ON "Passkey"
  FOR EACH ROW EXECUTE FUNCTION "refuse_tombstone_owner"();
