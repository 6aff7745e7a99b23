/** Keeps what arrives until somebody listens. */
export class Mailbox<Message> {
  private waiting: Message[] = [];
  private listener: ((message: Message) => void) | undefined;

  receive(message: Message): void {
    if (this.listener === undefined) {
      this.waiting.push(message);
    } else {
      this.listener(message);
    }
  }

  listen(listener: (message: Message) => void): void {
    this.listener = listener;
    const waiting = this.waiting;
    this.waiting = [];
    for (const message of waiting) {
      listener(message);
    }
  }
}
