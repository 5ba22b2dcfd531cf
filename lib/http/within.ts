/**
 * The result of `work`, or `fallback` when it takes longer than `milliseconds`. The work itself is not stopped.
 * @throws whatever `work` throws in time
 */
export async function within<T>(milliseconds: number, work: Promise<T>, fallback: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, milliseconds, fallback);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
