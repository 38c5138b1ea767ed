/** A promise and a time limit come in, its value or `timeout` comes out, whichever is first. */

/** What the promise stands for goes on: API Gateway stops waiting, the function runs until its own timeout ends it. */
export async function within<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value | 'timeout'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'timeout');
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
