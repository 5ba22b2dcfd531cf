-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN     "proofAttemptId" UUID;

-- CreateIndex
CREATE INDEX "Attempt_createdAt_idx" ON "Attempt"("createdAt");

-- CreateIndex
CREATE INDEX "Guest_createdAt_idx" ON "Guest"("createdAt");

-- CreateIndex
CREATE INDEX "User_email_idx" ON "User"("email");
