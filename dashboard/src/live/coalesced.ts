/** The task such that calls while it runs come to one more run after it: the last call is always answered by a full run. */
export function coalesced(task: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  async function run(): Promise<void> {
    running = true;
    do {
      again = false;
      await task();
    } while (again);
    running = false;
  }
  return () => {
    if (running) again = true;
    else void run();
  };
}
