-- CreateTable
CREATE TABLE "MergeProof" (
    "id" UUID NOT NULL,
    "attemptId" UUID NOT NULL,
    "sessionId" UUID NOT NULL,
    "otherUserId" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "MergeProof_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "MergeProof_attemptId_key" ON "MergeProof"("attemptId");

-- CreateIndex
CREATE INDEX "MergeProof_sessionId_idx" ON "MergeProof"("sessionId");

-- CreateIndex
CREATE INDEX "MergeProof_otherUserId_idx" ON "MergeProof"("otherUserId");

-- CreateIndex
CREATE INDEX "MergeProof_expires_idx" ON "MergeProof"("expires");

-- AddForeignKey
ALTER TABLE "MergeProof" ADD CONSTRAINT "MergeProof_attemptId_fkey" FOREIGN KEY ("attemptId") REFERENCES "Attempt"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MergeProof" ADD CONSTRAINT "MergeProof_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MergeProof" ADD CONSTRAINT "MergeProof_otherUserId_fkey" FOREIGN KEY ("otherUserId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
