-- AlterTable
ALTER TABLE "EmailChange" ADD COLUMN     "methodsSince" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ALTER COLUMN "oldEmail" DROP NOT NULL,
ALTER COLUMN "newEmail" DROP NOT NULL,
ALTER COLUMN "undoHash" DROP NOT NULL;

-- What an earlier change can take back goes by its own time.
UPDATE "EmailChange" SET "methodsSince" = "createdAt";
