/** Asks again until the assertion holds or the time is over, then fails with its last error. Nothing sleeps for a guess. */
export const eventually = async <Value>(ask: () => Value | Promise<Value>, timeoutMs = 10_000): Promise<Value> => {
  const end = performance.now() + timeoutMs;
  for (let pause = 5; ; pause = Math.min(pause * 1.6, 200)) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() + pause > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
};
