/** Lets the tools' threads deliver their progress. */
export async function breathe(update: () => void): Promise<void> {
  update();
  await new Promise((resolve) => setImmediate(resolve));
}
