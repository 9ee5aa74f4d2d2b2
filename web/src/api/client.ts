import type {Operation, Problem} from './types.js';

/** A refusal of the plugin, or of the way to it. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

interface Kept {
  etag: string;
  document: unknown;
}

const longest = 20_000;
const kept_at_most = 400;

/**
 * The plugin's REST below its mount. Answers are kept with their tags, so that asking again costs a 304, and
 * shows by being the same object that nothing changed.
 */
export class Client {
  private readonly kept = new Map<string, Kept>();

  constructor(
    readonly mount: string,
    public language: string,
  ) {}

  /** The document; the very same object as before as long as nothing changed. */
  async get<T>(path: string): Promise<T> {
    const known = this.kept.get(path);
    const headers: Record<string, string> = {accept: 'application/json', 'accept-language': this.language};
    if (known) headers['if-none-match'] = known.etag;
    const answer = await this.ask(path, {headers});
    if (answer.status === 304 && known) return known.document as T;
    const document = (await this.document(answer)) as T;
    const etag = answer.headers.get('etag');
    this.kept.delete(path);
    if (etag) this.kept.set(path, {etag, document});
    const oldest = this.kept.size > kept_at_most ? this.kept.keys().next().value : undefined;
    if (oldest !== undefined) this.kept.delete(oldest);
    return document;
  }

  /** `key`: the same key makes the same request once, however often it is sent. */
  async post<T>(path: string, body: unknown, key: string = crypto.randomUUID()): Promise<T> {
    const headers = {
      accept: 'application/json',
      'accept-language': this.language,
      'content-type': 'application/json',
      'x-requested-with': 'crm',
      'idempotency-key': key,
    };
    return (await this.document(await this.ask(path, {method: 'POST', headers, body: JSON.stringify(body)}))) as T;
  }

  async act(path: string, body: unknown, key?: string): Promise<Operation> {
    return (await this.post<{operation: Operation}>(path, body, key)).operation;
  }

  async operation(id: string): Promise<Operation> {
    return (await this.get<{operation: Operation}>(`/v1/operations/${encodeURIComponent(id)}`)).operation;
  }

  private async ask(path: string, init: RequestInit): Promise<Response> {
    const ended = new AbortController();
    const timer = setTimeout(() => ended.abort(), longest);
    try {
      // cache: the tags are ours to send; the browser's cache would answer 304 with a 200.
      return await fetch(this.mount + path, {...init, credentials: 'same-origin', cache: 'no-store', signal: ended.signal});
    } catch {
      throw new Refused({status: 0, code: 'unreachable', detail: '', next: ''});
    } finally {
      clearTimeout(timer);
    }
  }

  private async document(answer: Response): Promise<unknown> {
    const text = await answer.text();
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      document = undefined;
    }
    if (answer.ok && document !== undefined) return document;
    const said = document as Partial<Problem> | undefined;
    throw new Refused({
      status: answer.status,
      code: said?.code ?? 'unreachable',
      detail: said?.detail ?? '',
      next: said?.next ?? '',
      errors: said?.errors,
    });
  }
}
