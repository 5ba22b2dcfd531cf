-- The wish of a user to be deleted, and the proofs of such a user that wait for their answer whether they keep the account.
-- CreateTable
CREATE TABLE "Deletion" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "language" TEXT NOT NULL,
    "erasingSince" TIMESTAMPTZ(3),
    "heldUntil" TIMESTAMPTZ(3),

    CONSTRAINT "Deletion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "KeepProof" (
    "id" UUID NOT NULL,
    "attemptId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "deletionId" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "passwordHash" TEXT,
    "provedAt" TIMESTAMPTZ(3) NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "KeepProof_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Deletion_userId_key" ON "Deletion"("userId");

-- CreateIndex
CREATE INDEX "Deletion_dueAt_idx" ON "Deletion"("dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "KeepProof_attemptId_key" ON "KeepProof"("attemptId");

-- CreateIndex
CREATE INDEX "KeepProof_userId_idx" ON "KeepProof"("userId");

-- CreateIndex
CREATE INDEX "KeepProof_deletionId_idx" ON "KeepProof"("deletionId");

-- CreateIndex
CREATE INDEX "KeepProof_expires_idx" ON "KeepProof"("expires");

-- AddForeignKey
ALTER TABLE "Deletion" ADD CONSTRAINT "Deletion_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeepProof" ADD CONSTRAINT "KeepProof_attemptId_fkey" FOREIGN KEY ("attemptId") REFERENCES "Attempt"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeepProof" ADD CONSTRAINT "KeepProof_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeepProof" ADD CONSTRAINT "KeepProof_deletionId_fkey" FOREIGN KEY ("deletionId") REFERENCES "Deletion"("id") ON DELETE CASCADE ON UPDATE CASCADE;
