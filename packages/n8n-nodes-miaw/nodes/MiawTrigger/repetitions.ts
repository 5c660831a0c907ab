/** What is known of the answer to a request, while it is made and afterwards. */
export interface Answer {
  statusCode: number;
  /** Whether it is complete, on n8n's side. */
  writableEnded: boolean;
}

const LARGEST_MEMORY = 1000;

/**
 * The latest deliveries, with what they were answered. It stands in memory: n8n does not keep what a webhook writes to the data
 * of its workflow. What n8n could not start a workflow for is no repetition when it comes again.
 */
export class Repetitions {
  private readonly answers = new Map<string, Answer>();

  /**
   * @returns `started` if the delivery has started a workflow, `starting` if it is just doing so, `new` otherwise: then
   * its answer is remembered from now on
   */
  of(delivery: string, answer: Answer): 'new' | 'starting' | 'started' {
    const before = this.answers.get(delivery);
    if (before && !before.writableEnded) return 'starting';
    if (before && before.statusCode < 300) return 'started';
    this.answers.delete(delivery);
    this.answers.set(delivery, answer);
    for (const oldest of this.answers.keys()) {
      if (this.answers.size <= LARGEST_MEMORY) break;
      this.answers.delete(oldest);
    }
    return 'new';
  }

  /** Replaces an answer that has been sent by what has to be known of it. */
  sent(delivery: string, { statusCode }: Answer): void {
    if (this.answers.has(delivery)) this.answers.set(delivery, { statusCode, writableEnded: true });
  }
}
