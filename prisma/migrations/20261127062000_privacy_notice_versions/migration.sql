-- AlterTable
ALTER TABLE "User" ADD COLUMN     "noticeSeenAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "PrivacyVersion" (
    "position" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PrivacyVersion_pkey" PRIMARY KEY ("position")
);

-- Sessions that processes hold in memory say whether the notice has changed since their user looked.
DROP TRIGGER "User_of_sessions_changed" ON "User";
CREATE TRIGGER "User_of_sessions_changed" AFTER UPDATE ON "User" FOR EACH ROW
  WHEN ((OLD."name", OLD."email", OLD."provedEmail", OLD."status", OLD."noticeSeenAt") IS DISTINCT FROM (NEW."name", NEW."email", NEW."provedEmail", NEW."status", NEW."noticeSeenAt"))
  EXECUTE FUNCTION "user_of_sessions_changed"();
