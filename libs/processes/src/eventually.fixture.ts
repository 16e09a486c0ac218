/** Tries until the expectation holds; after `timeoutMs` fails with what it said last. */
export const eventually = async (expectation: () => void | Promise<void>, timeoutMs = 5_000): Promise<void> => {
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      await expectation();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};
